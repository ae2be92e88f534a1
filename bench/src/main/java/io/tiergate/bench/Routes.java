package io.tiergate.bench;

import io.tiergate.bench.load.Caller;
import io.tiergate.bench.load.ClosedLoop;
import io.tiergate.bench.load.HttpCaller;
import io.tiergate.bench.peer.Stub;
import io.tiergate.bench.process.Running;
import io.tiergate.bench.process.Tiergate;
import io.tiergate.cli.terminal.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an agent itself takes, one call at a time, when it looks for similar questions: a question that is new (embedded by the classifier node,
 * compared, served, kept), one that means the same as a kept one, and the same one again. Each is worded anew, so that no memo helps.
 */
final class Routes {
    private static final String QUESTION = "How do I change the address that my invoices are sent to?";
    private static final String[] WORDS = {
        "harbour",
        "letter",
        "window",
        "engine",
        "garden",
        "river",
        "ticket",
        "pencil",
        "mountain",
        "bottle",
        "market",
        "carpet",
        "signal",
        "bridge",
        "lantern",
        "orchard",
        "saddle",
        "thunder",
        "violin",
        "whistle"
    };

    private final Options options;
    private final AtomicInteger number = new AtomicInteger();
    private final Map<String, Histogram> overheads = new TreeMap<>();

    private Routes(Options options) {
        this.options = options;
    }

    static Table measure(Options options, Path folder) throws IOException {
        Routes routes = new Routes(options);
        try (Running stub = Running.peer(Stub.class, false, List.of("-XX:+UseSerialGC", "-Xmx256m"));
                Tiergate tiergate =
                        Tiergate.startClassified(folder.resolve("tiergate"), stub.port(), options.agentJvm())) {
            routes.run(tiergate, _ -> QUESTION, 1); // what others will mean the same as
            Histogram alike = routes.rounds(tiergate, i -> QUESTION + " ".repeat(1 + i));
            Histogram same = routes.rounds(tiergate, _ -> QUESTION);
            Histogram fresh = routes.rounds(tiergate, Routes::unheard);
            tiergate.agent().close(); // writes the last of its records
            routes.read(RecordFiles.of(tiergate.agentDirectory()));
            return routes.table(Map.of("semantic", alike, "exact", same, "miss", fresh));
        }
    }

    /** Twelve words in an order of their own. */
    private static String unheard(int number) {
        StringBuilder text = new StringBuilder("Say");
        long left = number * 2_654_435_761L;
        for (int i = 0; i < 12; i++) {
            text.append(' ').append(WORDS[(int) Math.floorMod(left, (long) WORDS.length)]);
            left = left / 7 + number * (i + 3L);
        }
        return text.toString();
    }

    private Histogram rounds(Tiergate tiergate, IntFunction<String> text) {
        run(tiergate, text, options.number("--warm-up", 10));
        return run(tiergate, text, options.number("--seconds", 10));
    }

    private Histogram run(Tiergate tiergate, IntFunction<String> text, int seconds) {
        return ClosedLoop.run(1, () -> caller(tiergate, text), Duration.ofSeconds(seconds));
    }

    private Caller caller(Tiergate tiergate, IntFunction<String> text) {
        return new HttpCaller(
                tiergate.httpPort(), tiergate.key(), () -> body(text.apply(number.incrementAndGet() % 4_000)));
    }

    private static byte[] body(String text) {
        return ("{\"model\":\"similar\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private void read(RecordFiles files) throws IOException {
        JsonMapper mapper = JsonMapper.builder().build();
        Map<String, List<Long>> byState = new TreeMap<>();
        files.each(line -> {
            JsonNode record = mapper.readTree(line);
            byState.computeIfAbsent(record.at("/cache/state").asString(""), state -> new ArrayList<>())
                    .add(record.at("/timing/overhead_us").asLong());
        });
        byState.forEach((state, micros) -> {
            Histogram histogram = new Histogram(3);
            micros.subList(micros.size() / 2, micros.size()).forEach(histogram::recordValue); // the warm half
            overheads.put(state, histogram);
        });
    }

    private Table table(Map<String, Histogram> waits) {
        Table table = new Table(
                "What looking for similar questions costs, one call at a time, microseconds",
                "what",
                "calls",
                "caller waits p50",
                "p99",
                "of it the agent, classifier included p50",
                "p99");
        new TreeMap<>(waits).forEach((state, waited) -> {
            Histogram own = overheads.getOrDefault(state, new Histogram(3));
            table.row(
                    JsonText.object(
                            "what",
                            state,
                            "calls",
                            waited.getTotalCount(),
                            "waits_p50_us",
                            waited.getValueAtPercentile(50) / 1_000,
                            "waits_p99_us",
                            waited.getValueAtPercentile(99) / 1_000,
                            "overhead_p50_us",
                            own.getValueAtPercentile(50),
                            "overhead_p99_us",
                            own.getValueAtPercentile(99)),
                    state,
                    Long.toString(waited.getTotalCount()),
                    String.format(Locale.ROOT, "%d", waited.getValueAtPercentile(50) / 1_000),
                    String.format(Locale.ROOT, "%d", waited.getValueAtPercentile(99) / 1_000),
                    Long.toString(own.getValueAtPercentile(50)),
                    Long.toString(own.getValueAtPercentile(99)));
        });
        return table;
    }
}
