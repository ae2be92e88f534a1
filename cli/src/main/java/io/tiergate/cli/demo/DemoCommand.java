package io.tiergate.cli.demo;

import io.tiergate.cli.process.Folder;
import io.tiergate.cli.process.Service;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.stack.Stack;
import io.tiergate.cli.terminal.ExitCode;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.cli.terminal.Figures;
import io.tiergate.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tiergate demo}. */
@Command(
        name = "demo",
        sortOptions = false,
        description = {
            "Starts the real system on free ports of this machine, sends traffic through it, shows what was saved and proves it, stops.",
            "Without options: the workload of examples/demo, written for it (illustrative), while processes are killed and a key is revoked.",
            "With --recorded: real prompts with real models' recorded answers, each once, undisturbed."
        })
public final class DemoCommand implements Callable<Integer> {
    private final Session session;

    @Option(
            names = "--claim",
            description =
                    "Send the bundled traffic once in each of four ways: frontier-only, routing-only, cascading-only, hybrid with cache; beside what is claimed"
                            + " of them.")
    private boolean claim;

    @Option(names = "--recorded", paramLabel = "FILE", description = "A recorded set, .jsonl or .jsonl.gz.")
    private @Nullable Path recorded;

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "With --recorded: the policy. Default: the one of the set's name in examples/recorded.")
    private Path policy = Path.of("");

    @Option(
            names = "--estimates",
            paramLabel = "FILE",
            description = "With --recorded: the estimates that the policy pins.")
    private @Nullable Path estimates;

    @Option(
            names = "--catalog",
            paramLabel = "FILE",
            description = "With --recorded: models and prices. Default: those of examples/recorded.")
    private Path catalog = Path.of("");

    @Option(
            names = "--decisions",
            paramLabel = "FILE",
            description =
                    "With --recorded: write what `eval --decisions` writes, one line a prompt: id, plan, served model, cost.")
    private @Nullable Path decisions;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description =
                    "Where records and logs are kept; must be empty or new. Without it they are removed at the end.")
    private @Nullable Path dataDirectory;

    /** The command of that session. */
    public DemoCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        long begun = System.nanoTime();
        Scenario scenario = scenario();
        Path directory = directory();
        boolean proved = false;
        try (Stack stack = new Stack(session.surroundings().home(), directory, Stack.JVM_OPTIONS, this::tell)) {
            Terminal terminal = session.terminal();
            if (claim) {
                proved = claim(scenario, stack);
            } else {
                Report report = run(scenario, stack);
                proved = report.everythingProved();
                session.show(report.json(), () -> report.text(terminal));
            }
            terminal.note("took " + Figures.duration((System.nanoTime() - begun) / 1_000));
        } finally {
            if (dataDirectory != null || !proved) {
                session.terminal().note("records and logs are in " + directory);
            } else {
                Folder.remove(directory);
            }
        }
        return (proved ? ExitCode.OK : ExitCode.NO).code();
    }

    private Scenario scenario() {
        Path set = recorded;
        if (set != null && claim) {
            throw Failure.usage("--claim goes with the bundled traffic", "leave out --recorded");
        }
        if (set != null) {
            return Scenario.recorded(session, set, catalog, policy, estimates);
        }
        if (!policy.toString().isEmpty() || !catalog.toString().isEmpty() || estimates != null || decisions != null) {
            throw Failure.usage(
                    "--policy, --estimates, --catalog and --decisions go with --recorded", "add --recorded FILE");
        }
        return Scenario.bundled(session);
    }

    private boolean claim(Scenario scenario, Stack stack) {
        Live live = Live.start(scenario, stack, session.terminal());
        List<Ask> asks = Traffic.of(scenario.policyFile().resolveSibling("traffic.json"), scenario.set());
        ClaimDemo.Outcome outcome = new ClaimDemo(live, asks, session).run();
        session.show(ClaimDemo.json(outcome), () -> ClaimDemo.text(outcome, session.terminal()));
        return outcome.settled();
    }

    private Report run(Scenario scenario, Stack stack) {
        Terminal terminal = session.terminal();
        Live live = Live.start(scenario, stack, terminal);
        if (recorded != null) {
            return new RecordedDemo(live, terminal, this::write).run();
        }
        Path demo = scenario.policyFile().resolveSibling("traffic.json");
        return new BundledDemo(
                        live,
                        Traffic.of(demo, scenario.set()),
                        session.read(demo.resolveSibling("candidate.yaml")),
                        terminal)
                .run();
    }

    private void write(String lines) {
        if (decisions != null) {
            session.write(decisions, lines);
        }
    }

    private Path directory() throws IOException {
        if (dataDirectory == null) {
            return Files.createTempDirectory("tiergate-demo");
        }
        Path directory = session.path(dataDirectory);
        Files.createDirectories(directory);
        try (Stream<Path> inside = Files.list(directory)) {
            if (inside.findAny().isPresent()) {
                throw Failure.usage(directory + " is not empty", "give another --data-dir");
            }
        }
        return directory;
    }

    private void tell(Service service) {
        session.terminal().note("tiergate: " + service.name() + " has died; its log ends:");
        service.tail().forEach(line -> session.terminal().note("  " + line));
    }
}
