package io.tiergate.simulator;

import io.tiergate.simulator.answer.Answers;
import io.tiergate.simulator.answer.Composer;
import io.tiergate.simulator.answer.Library;
import io.tiergate.simulator.answer.Models;
import io.tiergate.simulator.answer.Quotes;
import io.tiergate.simulator.bill.Bill;
import io.tiergate.simulator.bill.PriceFile;
import io.tiergate.simulator.bill.PriceFileException;
import io.tiergate.simulator.fault.Faults;
import io.tiergate.simulator.http.Provider;
import io.tiergate.simulator.http.ProviderServer;
import io.tiergate.simulator.http.ThinkTime;
import io.tiergate.simulator.recorded.Problem;
import io.tiergate.simulator.recorded.RecordedPrompt;
import io.tiergate.simulator.recorded.RecordedSet;
import io.tiergate.simulator.recorded.SetReader;
import io.tiergate.simulator.recorded.Tokens;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The command {@code tiergate-simulator}: serves recorded answers until the process is ended. Exit codes: 1 a file or
 * the port cannot be used, 2 wrong options.
 */
@Command(
        name = "tiergate-simulator",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "An OpenAI- and Anthropic-compatible provider that answers from recorded sets and keeps its own bill.")
public final class Simulator implements Callable<Integer> {
    private static final int MOST_PROBLEMS_SHOWN = 50;

    @Option(names = "--set", required = true, paramLabel = "FILE", description = "Recorded set, .jsonl or .jsonl.gz.")
    private List<Path> sets = List.of();

    @Option(
            names = "--prices",
            required = true,
            paramLabel = "FILE",
            description = "Catalog document, or a map of model id to prices.")
    private Path prices = Path.of("");

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "Address to listen on: ${DEFAULT-VALUE}.")
    private String host = "127.0.0.1";

    @Option(names = "--port", defaultValue = "0", description = "Port to listen on; 0 for any free one.")
    private int port;

    @Option(names = "--event-loops", defaultValue = "2", description = "Threads that serve: ${DEFAULT-VALUE}.")
    private int eventLoops = 2;

    @Option(names = "--skip-bad", description = "Start although a set has bad lines; they are counted.")
    private boolean skipBad;

    @Option(
            names = "--fallback",
            paramLabel = "none|echo",
            defaultValue = "none",
            description = "What a prompt in no set gets: an error, or a made-up answer.")
    private Fallback fallback = Fallback.none;

    @Option(
            names = "--think",
            paramLabel = "none|recorded|tokens",
            defaultValue = "none",
            description = "Time to answer: none, the set's latency_ms, or by output tokens.")
    private Think think = Think.none;

    @Option(names = "--think-scale", defaultValue = "1", description = "Factor on think times.")
    private double thinkScale = 1;

    @Option(
            names = "--first-token-ms",
            defaultValue = "200",
            description = "Time to the first token: ${DEFAULT-VALUE}.")
    private double firstTokenMillis = 200;

    @Option(names = "--per-token-ms", defaultValue = "10", description = "Time per output token: ${DEFAULT-VALUE}.")
    private double perTokenMillis = 10;

    @Option(names = "--admin-token", paramLabel = "TOKEN", description = "What admin calls must present.")
    private @Nullable String adminToken;

    @Option(names = "--ready-file", paramLabel = "FILE", description = "Written when ready: the line with the address.")
    private @Nullable Path readyFile;

    @Option(
            names = "--bill-calls",
            defaultValue = "1000000",
            description = "How many single calls the bill lists; totals count all.")
    private int billCalls = 1_000_000;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    private Simulator() {}

    /** Runs until the process is told to end. */
    public static void main(String[] args) {
        followParent();
        System.exit(command().execute(args));
    }

    /** Ends with the process of {@code -Dtiergate.parent=PID}, where that is set. */
    private static void followParent() {
        Long pid = Long.getLong("tiergate.parent");
        if (pid != null) {
            Optional<ProcessHandle> parent = ProcessHandle.of(pid);
            Thread.ofPlatform().name("parent-watch").daemon().start(() -> {
                parent.ifPresent(process -> process.onExit().join());
                System.exit(1);
            });
        }
    }

    static CommandLine command() {
        return new CommandLine(new Simulator());
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            ProviderServer server = start();
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "shutdown"));
            new CountDownLatch(1).await();
            return 0;
        } catch (StartException e) {
            err().println(e.getMessage());
            return 1;
        }
    }

    private ProviderServer start() throws StartException {
        Tokens tokens = new Tokens();
        tokens.count("the first count loads the vocabulary");
        Library library = new Library(readSets());
        Models models = models(library);
        Composer composer = new Composer(tokens);
        Provider provider = new Provider(
                models,
                new Answers(library, fallback == Fallback.echo),
                composer,
                new Faults(),
                new Bill(billCalls),
                new Quotes(library, models, composer),
                new ThinkTime(think.mode, thinkScale, firstTokenMillis, perTokenMillis),
                InstantSource.system());
        try {
            ProviderServer server = ProviderServer.start(provider, host, port, eventLoops, adminToken);
            announce("listening " + server.url());
            return server;
        } catch (IOException e) {
            throw new StartException("cannot listen on " + host + ":" + port + ": " + e.getMessage()
                    + "; choose another --port, or 0 for any free one");
        }
    }

    private List<RecordedPrompt> readSets() throws StartException {
        List<RecordedPrompt> prompts = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (Path file : sets) {
            try {
                RecordedSet set = SetReader.read(file);
                prompts.addAll(set.prompts());
                problems.addAll(set.problems());
            } catch (IOException e) {
                throw new StartException("--set: " + describe(e, file));
            }
        }
        report(problems);
        return prompts;
    }

    private void report(List<Problem> problems) throws StartException {
        problems.stream().limit(MOST_PROBLEMS_SHOWN).forEach(err()::println);
        if (!problems.isEmpty() && !skipBad) {
            throw new StartException(problems.size() + " bad lines; mend them, or start with --skip-bad");
        }
        if (!problems.isEmpty()) {
            err().println(problems.size() + " bad lines skipped");
        }
    }

    private Models models(Library library) throws StartException {
        try {
            Models models = new Models(PriceFile.read(prices), library.modelIds());
            if (!models.unpriced().isEmpty()) {
                err().println("recorded but without a price, so they cannot be called: "
                        + String.join(", ", models.unpriced()));
            }
            return models;
        } catch (IOException e) {
            throw new StartException("--prices: " + describe(e, prices));
        } catch (PriceFileException e) {
            throw new StartException("--prices: " + e.getMessage());
        }
    }

    private static String describe(IOException e, Path file) {
        return e instanceof NoSuchFileException ? file + " does not exist" : file + ": " + e.getMessage();
    }

    private void announce(String line) throws IOException {
        if (readyFile != null) {
            Path unfinished = readyFile.resolveSibling(readyFile.getFileName() + ".unfinished");
            Files.writeString(unfinished, line + "\n");
            Files.move(unfinished, readyFile, StandardCopyOption.ATOMIC_MOVE);
        }
        PrintWriter out = commandLine().getOut();
        out.println(line);
        out.flush();
    }

    private PrintWriter err() {
        return commandLine().getErr();
    }

    private CommandLine commandLine() {
        if (spec == null) {
            throw new IllegalStateException("not run by picocli");
        }
        return spec.commandLine();
    }

    /** What a prompt in no set gets; named as on the command line. */
    private enum Fallback {
        none,
        echo
    }

    /** Think time; named as on the command line. */
    private enum Think {
        none(ThinkTime.Mode.NONE),
        recorded(ThinkTime.Mode.RECORDED),
        tokens(ThinkTime.Mode.TOKENS);

        private final ThinkTime.Mode mode;

        Think(ThinkTime.Mode mode) {
            this.mode = mode;
        }
    }

    /** Why the simulator cannot start. */
    private static final class StartException extends Exception {
        private static final long serialVersionUID = 1;

        StartException(String message) {
            super(message, null, false, false);
        }
    }
}
