package io.tiergate.bench;

import io.tiergate.bench.load.HttpCaller;
import io.tiergate.bench.peer.Stub;
import io.tiergate.bench.peer.Workload;
import io.tiergate.bench.process.Running;
import io.tiergate.bench.process.Tiergate;
import io.tiergate.cli.terminal.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * From starting {@code tiergate up} to the first request answered, in a new directory and in one that was used before; and from starting
 * an agent again, which has its content on disk, to its first request answered.
 */
final class Startup {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final int END_SECONDS = 30;

    private final Options options;
    private final Path folder;

    private Startup(Options options, Path folder) {
        this.options = options;
        this.folder = folder;
    }

    static Table measure(Options options, Path folder) throws IOException, InterruptedException {
        return new Startup(options, folder).measure();
    }

    private Table measure() throws IOException, InterruptedException {
        Figures fresh = new Figures();
        Figures again = new Figures();
        int rounds = options.number("--rounds", 5);
        for (int round = 0; round < rounds; round++) {
            Path directory = Files.createDirectory(folder.resolve("up-" + round));
            System.err.println("bench: round " + (round + 1) + " of " + rounds);
            fresh.add(up(directory));
            again.add(up(directory));
        }
        Table table = new Table("Start, milliseconds", "what", "times", "median", "range");
        row(
                table,
                "`tiergate up` (control plane, simulator, 2 agents) to the first request served, new directory",
                fresh);
        row(table, "the same, again in that directory", again);
        row(table, "an agent's restart after SIGKILL to its first request served", restart(rounds));
        return table;
    }

    private double up(Path directory) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        Process up = new ProcessBuilder(
                        List.of(Tiergate.home().resolve("tiergate").toString(), "up", "--output", "json"))
                .directory(directory.toFile())
                .redirectError(directory.resolve("up.log").toFile())
                .start();
        try {
            String line = up.inputReader().readLine();
            if (line == null) {
                throw new IllegalStateException(
                        "`tiergate up` failed:\n" + Files.readString(directory.resolve("up.log")));
            }
            JsonNode state = JsonMapper.builder().build().readTree(line);
            String address = state.at("/agents/0/http").asString();
            String key = Files.readString(Path.of(state.path("caller_key_file").asString()))
                    .strip();
            call(Integer.parseInt(address.substring(address.indexOf(':') + 1)), key, "auto");
            return (System.nanoTime() - begun) / NANOS_PER_MILLI;
        } finally {
            up.destroy();
            if (!up.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                up.destroyForcibly();
            }
        }
    }

    private Figures restart(int rounds) throws IOException {
        Figures restart = new Figures();
        try (Running stub = Running.peer(Stub.class, false, List.of("-XX:+UseSerialGC", "-Xmx256m"));
                Tiergate tiergate = Tiergate.start(
                        folder.resolve("tiergate"), stub.port(), List.of("-XX:+UseSerialGC", "-Xmx512m"))) {
            call(tiergate.httpPort(), tiergate.key(), "fixed");
            for (int round = 0; round < rounds; round++) {
                tiergate.agent().kill();
                long begun = System.nanoTime();
                tiergate.restartAgent();
                call(tiergate.httpPort(), tiergate.key(), "fixed");
                restart.add((System.nanoTime() - begun) / NANOS_PER_MILLI);
            }
        }
        return restart;
    }

    private static void call(int port, String key, String model) {
        try (HttpCaller caller = new HttpCaller(port, key, Workload.request(model, ""))) {
            caller.call();
        }
    }

    private static void row(Table table, String what, Figures millis) {
        table.row(
                JsonText.object(
                        "what",
                        what,
                        "times",
                        millis.count(),
                        "median_ms",
                        Table.tenth(millis.median()),
                        "least_ms",
                        Table.tenth(millis.least()),
                        "most_ms",
                        Table.tenth(millis.most())),
                what,
                Integer.toString(millis.count()),
                String.format(Locale.ROOT, "%.0f", millis.median()),
                String.format(Locale.ROOT, "%.0f–%.0f", millis.least(), millis.most()));
    }
}
