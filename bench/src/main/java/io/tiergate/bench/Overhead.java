package io.tiergate.bench;

import io.tiergate.bench.load.Caller;
import io.tiergate.bench.load.ClosedLoop;
import io.tiergate.bench.load.GrpcCaller;
import io.tiergate.bench.load.HttpCaller;
import io.tiergate.bench.peer.BareEcho;
import io.tiergate.bench.peer.BareProxy;
import io.tiergate.bench.peer.Stub;
import io.tiergate.bench.peer.Workload;
import io.tiergate.bench.process.Running;
import io.tiergate.bench.process.Tiergate;
import io.tiergate.cli.terminal.JsonText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Latency at one call at a time. What a caller waits is measured outside, beside a provider that answers at once; what the agent itself
 * took of it ({@code overhead_us}: from arrival to the end, without waiting for providers) is read from its records of the same calls.
 */
final class Overhead {
    private static final String PROVIDER = "HTTP: the provider alone";
    private static final double NANOS_PER_MICRO = 1_000;

    private final Options options;
    private final List<Row> rows = new ArrayList<>();

    private Overhead(Options options) {
        this.options = options;
    }

    /**
     * What is called.
     *
     * @param api of the records that its calls leave; empty: none
     * @param policy of the records that its calls leave
     */
    private record Row(
            String name, String api, String policy, Supplier<Caller> caller, Histogram waited, Histogram overhead) {
        Row(String name, String api, String policy, Supplier<Caller> caller) {
            this(name, api, policy, caller, new Histogram(3), new Histogram(3));
        }

        void read(String itsApi, String itsPolicy, long micros) {
            if (api.equals(itsApi) && policy.equals(itsPolicy)) {
                overhead.recordValue(micros);
            }
        }
    }

    static Table measure(Options options, Path folder) throws IOException {
        Overhead overhead = new Overhead(options);
        List<String> jvm = options.jvm();
        try (Running stub = Running.peer(Stub.class, false, List.of("-XX:+UseSerialGC", "-Xmx256m"));
                Running proxy = Running.peer(BareProxy.class, true, jvm, Integer.toString(stub.port()));
                Running echo = Running.peer(BareEcho.class, true, jvm);
                Tiergate tiergate = Tiergate.start(folder.resolve("tiergate"), stub.port(), options.agentJvm())) {
            overhead.http(PROVIDER, "", stub.port(), "");
            overhead.http("HTTP: bare Vert.x proxy", "", proxy.port(), "");
            overhead.http("HTTP: exact hit", "cached", tiergate.httpPort(), tiergate.key());
            overhead.http("HTTP: fixed route", "fixed", tiergate.httpPort(), tiergate.key());
            overhead.http("HTTP: one-rung cascade", "cascade", tiergate.httpPort(), tiergate.key());
            overhead.grpc("gRPC: bare echo", "", echo.port(), "");
            overhead.grpc("gRPC: exact hit", "cached", tiergate.grpcPort(), tiergate.key());
            overhead.grpc("gRPC: fixed route", "fixed", tiergate.grpcPort(), tiergate.key());
            overhead.grpc("gRPC: one-rung cascade", "cascade", tiergate.grpcPort(), tiergate.key());
            long begun = overhead.rounds();
            tiergate.agent().close(); // writes the last of its records
            overhead.readRecords(RecordFiles.of(tiergate.agentDirectory()), begun);
            return overhead.table();
        }
    }

    private void http(String name, String policy, int port, String key) {
        byte[] body = Workload.request(policy.isEmpty() ? "none" : policy, "");
        add(new Row(name, "http", policy, () -> new HttpCaller(port, key, body)));
    }

    private void grpc(String name, String policy, int port, String key) {
        add(new Row(
                name,
                "grpc",
                policy,
                () -> new GrpcCaller(port, key, Workload.completeRequest(policy.isEmpty() ? "none" : policy, ""))));
    }

    private void add(Row row) {
        if (row.policy().isEmpty() || row.name().contains(options.text("--only", ""))) {
            rows.add(row);
        }
    }

    /** Returns when the measured calls began, in milliseconds since 1970. */
    private long rounds() {
        for (Row row : rows) {
            System.err.println("bench: warms up: " + row.name());
            call(row, options.number("--warm-up", 15));
        }
        long begun = System.currentTimeMillis();
        int rounds = options.number("--rounds", 5);
        for (int round = 1; round <= rounds; round++) {
            System.err.println("bench: round " + round + " of " + rounds);
            for (Row row : rows) {
                row.waited().add(call(row, options.number("--seconds", 3)));
            }
        }
        return begun;
    }

    private static Histogram call(Row row, int seconds) {
        try {
            return ClosedLoop.run(1, row.caller(), Duration.ofSeconds(seconds));
        } catch (IllegalStateException e) {
            throw new IllegalStateException(row.name(), e);
        }
    }

    private void readRecords(RecordFiles files, long sinceMillis) throws IOException {
        JsonMapper mapper = JsonMapper.builder().build();
        files.each(line -> {
            JsonNode record = mapper.readTree(line);
            if (record.path("time_ms").asLong() >= sinceMillis) {
                rows.forEach(row -> row.read(
                        record.path("api").asString(),
                        record.at("/policy/name").asString(),
                        record.at("/timing/overhead_us").asLong()));
            }
        });
    }

    private Table table() {
        Table table = new Table(
                "Latency at one call at a time, microseconds",
                "what",
                "calls",
                "caller waits p50",
                "p99",
                "of it the agent itself p50",
                "p99");
        rows.forEach(row -> table.row(
                JsonText.object(
                        "what",
                        row.name(),
                        "calls",
                        row.waited().getTotalCount(),
                        "waits_p50_us",
                        Table.tenth(micros(row, 50)),
                        "waits_p99_us",
                        Table.tenth(micros(row, 99)),
                        "overhead_p50_us",
                        overhead(row, 50),
                        "overhead_p99_us",
                        overhead(row, 99)),
                row.name(),
                Long.toString(row.waited().getTotalCount()),
                String.format(Locale.ROOT, "%.0f", micros(row, 50)),
                String.format(Locale.ROOT, "%.0f", micros(row, 99)),
                orDash(overhead(row, 50)),
                orDash(overhead(row, 99))));
        return table;
    }

    private static double micros(Row row, double percentile) {
        return row.waited().getValueAtPercentile(percentile) / NANOS_PER_MICRO;
    }

    private static @Nullable Long overhead(Row row, double percentile) {
        return row.overhead().getTotalCount() == 0 ? null : row.overhead().getValueAtPercentile(percentile);
    }

    private static String orDash(@Nullable Long micros) {
        return micros == null ? "–" : micros.toString();
    }
}
