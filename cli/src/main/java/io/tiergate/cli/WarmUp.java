package io.tiergate.cli;

import io.tiergate.cli.process.Folder;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.session.Surroundings;
import io.tiergate.cli.stack.Rehearsal;
import io.tiergate.cli.terminal.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code tiergate warm-up}: runs what most commands need and shows nothing. The launcher has the JVM keep the classes that this loads, so
 * that later commands start in a fraction of the time. {@code --services} does the same for the services.
 */
@Command(name = "warm-up", hidden = true, description = "Loads what commands and services need; for the launcher.")
final class WarmUp implements Callable<Integer> {
    private static final String CATALOG = """
            catalog: default
            providers: { p: { api: openai, base_url: "http://127.0.0.1:1/v1", credential: "env:P" } }
            models: { p/m: { context_window: 1000, max_output: 100, prices: { input: 1, output: 2 } } }
            """;
    private static final String POLICY = """
            policy: warm
            reference: small
            tiers: [ { name: small, targets: [ { model: p/m } ] } ]
            tasks: { chat: { owner: nobody, strategy: route, start: small } }
            rules: [ { name: long, when: 'input_tokens > 10 && stakes == "low"', then: { cache: none } } ]
            """;
    /** Nobody listens there, so that the call fails at once. */
    private static final String NOBODY = "127.0.0.1:1";

    private final Session session;

    @Option(names = "--services", description = "Runs the services instead of commands.")
    private boolean services;

    WarmUp(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        Path folder = Files.createTempDirectory("tiergate-warm-up");
        if (services) {
            new Rehearsal(session).run(folder);
            Folder.remove(folder);
        } else {
            commands(folder);
        }
        return 0;
    }

    private void commands(Path folder) throws IOException {
        Path policy = folder.resolve("policy.yaml");
        Path catalog = folder.resolve("catalog.yaml");
        try {
            Files.writeString(policy, POLICY);
            Files.writeString(catalog, CATALOG);
            run("policy", "validate", policy.toString());
            run("policy", "validate", policy.toString(), "--output", "json");
            run("fleet", "--control-plane", NOBODY);
            run("complete", "hello", "--agent", NOBODY);
        } finally {
            Folder.remove(folder);
        }
    }

    private void run(String... args) {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        Surroundings real = session.surroundings();
        Surroundings quiet = new Surroundings(
                Map.of(), real.directory(), real.home(), InputStream.nullInputStream(), real.clock(), real.channels());
        Tiergate.commandLine(new Session(new Terminal(nowhere, nowhere, false, false), quiet))
                .execute(args);
    }
}
