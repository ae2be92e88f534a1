package io.tiergate.bench;

import io.tiergate.bench.load.Caller;
import io.tiergate.bench.load.ClosedLoop;
import io.tiergate.bench.load.GrpcCaller;
import io.tiergate.bench.load.H2load;
import io.tiergate.bench.load.HttpCaller;
import io.tiergate.bench.load.Wrk;
import io.tiergate.bench.peer.BareEcho;
import io.tiergate.bench.peer.BareProxy;
import io.tiergate.bench.peer.Stub;
import io.tiergate.bench.peer.Workload;
import io.tiergate.bench.process.Machine;
import io.tiergate.bench.process.Nginx;
import io.tiergate.bench.process.Running;
import io.tiergate.bench.process.Tiergate;
import io.tiergate.cli.terminal.JsonText;
import io.tiergate.v1.CompleteRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Requests per second of processor time of the process under test, which has a processor for itself while load and provider use another.
 * Every round measures everything once, so that what happens beside it on the machine hits all alike; processor time, unlike time, is not
 * lengthened by waiting for a processor.
 */
final class Throughput {
    private static final int CALLERS = 32;
    private static final String PROXY = "HTTP: bare Vert.x proxy, no JSON";
    private static final String ECHO = "gRPC: bare echo, direct executor";
    private static final String ONE_EACH = ", " + CALLERS + " connections of one call";

    private final Options options;
    private final Path folder;
    private final @Nullable Path wrk = Machine.find("wrk");
    private final @Nullable Path h2load = Machine.find("h2load");
    private final List<Subject> subjects = new ArrayList<>();
    private final AtomicLong sent = new AtomicLong(System.currentTimeMillis());

    private Throughput(Options options, Path folder) {
        this.options = options;
        this.folder = folder;
    }

    static Table measure(Options options, Path folder) throws IOException {
        return new Throughput(options, folder).measure();
    }

    private Table measure() throws IOException {
        List<String> jvm = options.jvm();
        try (Running stub = Running.peer(Stub.class, false, List.of("-XX:+UseSerialGC", "-Xmx256m"));
                Running proxy = Running.peer(BareProxy.class, true, jvm, Integer.toString(stub.port()));
                Running echo = Running.peer(BareEcho.class, true, jvm);
                Tiergate tiergate = Tiergate.start(folder.resolve("tiergate"), stub.port(), options.agentJvm())) {
            Path program = Machine.find("nginx");
            try (@Nullable Running nginx = program == null ? null : Nginx.start(program, folder, stub.port())) {
                if (nginx != null) {
                    http("HTTP: nginx, no JSON", nginx, nginx.port(), "none", tiergate.key());
                }
                http(PROXY, proxy, proxy.port(), "none", tiergate.key());
                Running agent = tiergate.agent();
                int port = tiergate.httpPort();
                http("HTTP: agent, fixed route", agent, port, "fixed", tiergate.key());
                http(
                        "HTTP: agent, fixed route, cache asked and filled",
                        agent,
                        port,
                        "cached " + Wrk.FRESH,
                        tiergate.key());
                http("HTTP: agent, one-rung cascade", agent, port, "cascade", tiergate.key());
                http("HTTP: agent, exact hit", agent, port, "cached", tiergate.key());
                grpc(ECHO, echo, echo.port(), "none", tiergate.key());
                grpc("gRPC: agent, fixed route", agent, tiergate.grpcPort(), "fixed", tiergate.key());
                grpc("gRPC: agent, one-rung cascade", agent, tiergate.grpcPort(), "cascade", tiergate.key());
                grpc("gRPC: agent, exact hit", agent, tiergate.grpcPort(), "cached", tiergate.key());
                return rounds(tiergate);
            }
        }
    }

    /** The model may be followed by {@link Wrk#FRESH}: then no request is like another. */
    private void http(String name, Running process, int port, String model, String key) {
        String[] parts = model.split(" ", -1);
        byte[] body = Workload.request(parts[0], parts.length > 1 ? parts[1] : "");
        Path program = wrk;
        add(new Subject(
                name,
                PROXY,
                process,
                program == null
                        ? seconds -> own(() -> new HttpCaller(port, key, fresh(body)), seconds)
                        : seconds -> Wrk.run(program, folder, port, key, body, seconds)));
        try (Caller caller = new HttpCaller(port, key, body)) {
            caller.call();
        }
    }

    /** The same body, with a number of its own each time where it has the mark. */
    private Supplier<byte[]> fresh(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        return text.contains(Wrk.FRESH)
                ? () -> text.replace(Wrk.FRESH, Long.toString(sent.incrementAndGet()))
                        .getBytes(StandardCharsets.UTF_8)
                : () -> body;
    }

    /** By many calls at once on few connections, and by one at a time on many. */
    private void grpc(String name, Running process, int port, String model, String key) {
        CompleteRequest request = Workload.completeRequest(model, "");
        Path program = h2load;
        if (program != null) {
            add(new Subject(name, ECHO, process, seconds -> H2load.run(program, folder, port, key, request, seconds)));
        }
        add(new Subject(
                name + ONE_EACH,
                ECHO + ONE_EACH,
                process,
                seconds -> own(() -> new GrpcCaller(port, key, request), seconds)));
        try (Caller caller = new GrpcCaller(port, key, request)) {
            caller.call();
        }
    }

    private void add(Subject subject) {
        if (subject.isBase() || subject.name().contains(options.text("--only", ""))) {
            subjects.add(subject);
        }
    }

    private static long own(Supplier<Caller> caller, int seconds) {
        return ClosedLoop.run(CALLERS, caller, Duration.ofSeconds(seconds)).getTotalCount();
    }

    private Table rounds(Tiergate tiergate) throws IOException {
        long requests = 0;
        for (Subject subject : subjects) {
            progress("warms up: " + subject.name());
            requests += ofAgent(tiergate, subject, subject.warmUp(options.number("--warm-up", 10)));
        }
        int rounds = options.number("--rounds", 5);
        for (int round = 1; round <= rounds; round++) {
            progress("round " + round + " of " + rounds);
            for (Subject subject : subjects) {
                requests += ofAgent(tiergate, subject, subject.measure(options.number("--seconds", 4)));
            }
        }
        Table table = new Table(
                "Requests per CPU-second",
                "what",
                "requests per CPU-second, median",
                "range",
                "share of the bare stack, median");
        subjects.forEach(subject -> row(table, subject));
        RecordFiles records = RecordFiles.of(tiergate.agentDirectory());
        table.note(String.format(
                Locale.ROOT,
                "%d records on disk for %d requests that the agent answered while this was measured%s.",
                records.count(),
                requests,
                records.areWhole() ? "" : "; the oldest records have been deleted to make room"));
        if (wrk == null || h2load == null) {
            table.note("wrk or h2load is missing: what it would do is done by " + CALLERS
                    + " threads of this process, or left out.");
        }
        return table;
    }

    private static long ofAgent(Tiergate tiergate, Subject subject, long requests) {
        return subject.process() == tiergate.agent() ? requests : 0;
    }

    private void row(Table table, Subject subject) {
        Figures figures = subject.perCpuSecond();
        Figures base = subjects.stream()
                .filter(other -> other.name().equals(subject.base()))
                .findFirst()
                .orElseThrow()
                .perCpuSecond();
        Figures shares = new Figures();
        for (int round = 0; round < figures.count(); round++) {
            shares.add(figures.get(round) / base.get(round));
        }
        table.row(
                JsonText.object(
                        "what",
                        subject.name(),
                        "requests_per_cpu_second",
                        Table.tenth(figures.median()),
                        "least",
                        Table.tenth(figures.least()),
                        "most",
                        Table.tenth(figures.most()),
                        "share_of_bare_stack",
                        Table.share(shares.median())),
                subject.name(),
                whole(figures.median()),
                whole(figures.least()) + "–" + whole(figures.most()),
                Table.share(shares.median()).toString());
    }

    private static String whole(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    private static void progress(String what) {
        System.err.println("bench: " + what);
    }
}
