package io.tiergate.cli.stack;

import io.tiergate.cli.process.Service;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.session.UpState;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.cli.terminal.JsonText;
import io.tiergate.cli.terminal.Terminal;
import io.tiergate.transport.process.LockFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tiergate up}: runs Tiergate on this machine until it is stopped. */
@Command(
        name = "up",
        sortOptions = false,
        description = {
            "Runs a control plane and agents on this machine until Ctrl-C, with a simulated provider unless a catalog of real ones is given.",
            "Without options it serves the policy of examples/demo; prompts that the bundled workload does not know get a made-up answer."
        })
public final class UpCommand implements Callable<Integer> {
    private static final int MAX_AGENTS = 8;

    private final Session session;

    @Option(names = "--catalog", paramLabel = "FILE", description = "Providers, models and prices.")
    private @Nullable Path catalog;

    @Option(names = "--policy", paramLabel = "FILE", description = "Policies to activate; repeatable.")
    private List<Path> policies = List.of();

    @Option(names = "--estimates", paramLabel = "FILE", description = "Estimates that the policies pin; repeatable.")
    private List<Path> estimates = List.of();

    @Option(
            names = "--access",
            paramLabel = "FILE",
            description = "Tenants and their keys. Default: one tenant, `default`.")
    private @Nullable Path access;

    @Option(
            names = "--models",
            paramLabel = "DIR",
            description = "Model sets of a classifier node, which is started too; policies with `predict` ask it.")
    private @Nullable Path models;

    @Option(names = "--agents", defaultValue = "2", description = "How many: ${DEFAULT-VALUE}.")
    private int agents = 2;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = ".tiergate",
            description = "Where keys, records and logs are kept: ${DEFAULT-VALUE}.")
    private Path dataDirectory = Path.of(".tiergate");

    @Option(
            names = "--set",
            paramLabel = "FILE",
            description = "Recorded sets that the simulator answers from; repeatable.")
    private List<Path> sets = List.of();

    /** The command of a session. */
    public UpCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        if (agents < 1 || agents > MAX_AGENTS) {
            throw Failure.usage("--agents: " + agents + " is not between 1 and " + MAX_AGENTS, "give another number");
        }
        long begun = System.nanoTime();
        Path here = session.surroundings().directory();
        Content content = Content.of(session, catalog, policies, estimates, access, sets);
        content.missingCredentials(session.surroundings().environment())
                .forEach(
                        name -> session.terminal().note("note: " + name + " is not set; calls that need it will fail"));
        try (LockFile _ = UpLock.take(UpState.file(here).resolveSibling("up.lock"));
                Stack stack = new Stack(
                        session.surroundings().home(), session.path(dataDirectory), Stack.JVM_OPTIONS, this::tell)) {
            Stack.Starting<LocalClassifier> classifier =
                    models == null ? null : stack.startClassifier(session.path(models));
            Running running = new Launch(stack, content, session.terminal()).launch(agents);
            if (classifier != null) {
                session.terminal().note("classifier node: " + classifier.get().address());
            }
            running.state().write(here);
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().name("forget").unstarted(() -> forget(here)));
            announce(running, System.nanoTime() - begun);
            new CountDownLatch(1).await();
            return 0;
        } finally {
            forget(here);
        }
    }

    private static void forget(Path here) {
        try {
            Files.deleteIfExists(UpState.file(here));
        } catch (IOException e) {
            // The next `up` writes it anew.
        }
    }

    /** A service died: said at once; the others go on. */
    private void tell(Service service) {
        StringBuilder text =
                new StringBuilder("tiergate: " + service.name() + " has died; the others go on. Its log ends:");
        service.tail().forEach(line -> text.append("\n  ").append(line));
        text.append("\nrestart `tiergate up` to have it back; the log is ").append(service.log());
        session.terminal().note(text.toString());
    }

    private void announce(Running running, long nanos) {
        Terminal terminal = session.terminal();
        if (session.json()) {
            terminal.line(JsonText.compact(running.json(nanos / 1_000_000)));
        } else {
            terminal.piece(running.text(session.surroundings().directory(), nanos));
        }
    }
}
