package io.tiergate.bench.process;

import io.grpc.ManagedChannel;
import io.tiergate.cli.process.FreePorts;
import io.tiergate.cli.process.ServiceJar;
import io.tiergate.cli.stack.LocalClassifier;
import io.tiergate.cli.stack.LocalControlPlane;
import io.tiergate.cli.stack.Stack;
import io.tiergate.transport.GrpcChannels;
import io.tiergate.v1.ClassifierGrpc;
import io.tiergate.v1.CreateKeyReply;
import io.tiergate.v1.DocumentKind;
import io.tiergate.v1.ListModelsRequest;
import io.tiergate.v1.Resource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One agent under test with its control plane and its content. The policies: {@code fixed} (no cache), {@code cached} (the same with
 * the exact cache) and {@code cascade} (one rung, whose answer must meet a schema; no cache).
 */
public final class Tiergate implements AutoCloseable {
    private static final String POLICY = """
            policy: %s
            reference: only
            tiers: [ { name: only, targets: [ { model: stub/bench-1 } ] } ]
            tasks: { work: %s }
            default_task: work
            cache: { exact: %s, ttl: 24h }
            """;
    private static final String SIMILAR = """
            cache:
              exact: true
              ttl: 24h
              semantic: { max_wrong_hits: 0.05, verifier: { model: "MODEL", max_wrong_hits: 0.05, threshold: 0.9, weights: { one: -90, cosine: 100 } } }
            """;
    private static final String FIXED = "{ owner: bench, strategy: fixed, tier: only }";
    private static final String CASCADE = """
            { owner: bench, strategy: cascade, ladder: [only], gate: [finish, schema], answer: { kind: json, schema:
              { type: object, required: [invoice, total], properties: { invoice: { type: string }, total: { type: number } } } } }""";
    private static final String ACCESS = "tenants: { bench: { default_policy: fixed } }\n";
    private static final Duration BOUND = Duration.ofMinutes(2);
    private static final long POLL_NANOS = 5_000_000;

    private final Path home;
    private final Path directory;
    private final Stack stack;
    private final LocalControlPlane controlPlane;
    private final String key;
    private final List<String> options;
    private final String classifier;
    private Running agent;
    private int httpPort;
    private int grpcPort;

    private Tiergate(
            Path home,
            Path directory,
            Stack stack,
            LocalControlPlane plane,
            String key,
            List<String> options,
            String classifier) {
        this.home = home;
        this.directory = directory;
        this.stack = stack;
        this.controlPlane = plane;
        this.key = key;
        this.options = options;
        this.classifier = classifier;
        this.agent = startAgent();
        await();
    }

    /**
     * Starts a control plane, publishes, starts the agent and waits until it serves.
     *
     * @param directory of everything that they write; empty
     * @param upstream the provider's port
     * @param options of the agent's JVM
     */
    public static Tiergate start(Path directory, int upstream, List<String> options) {
        return start(directory, upstream, options, false);
    }

    /** The same with a classifier node, and a policy {@code similar}: {@code cached}, and similar questions are looked for. */
    public static Tiergate startClassified(Path directory, int upstream, List<String> options) {
        return start(directory, upstream, options, true);
    }

    private static Tiergate start(Path directory, int upstream, List<String> options, boolean classified) {
        Path home = home();
        Stack stack = new Stack(home, directory, List.of("-XX:+UseSerialGC"), died -> System.err.println(died.tail()));
        LocalControlPlane plane = stack.startControlPlane().get();
        publish(plane, DocumentKind.DOCUMENT_KIND_CATALOG, catalog(upstream));
        publish(plane, DocumentKind.DOCUMENT_KIND_POLICY, String.format(Locale.ROOT, POLICY, "fixed", FIXED, false));
        publish(plane, DocumentKind.DOCUMENT_KIND_POLICY, String.format(Locale.ROOT, POLICY, "cached", FIXED, true));
        publish(
                plane,
                DocumentKind.DOCUMENT_KIND_POLICY,
                String.format(Locale.ROOT, POLICY, "cascade", CASCADE, false));
        LocalClassifier classifier = classified ? stack.startClassifier(null).get() : null;
        if (classifier != null) {
            String cached = String.format(Locale.ROOT, POLICY, "similar", FIXED, true);
            publish(
                    plane,
                    DocumentKind.DOCUMENT_KIND_POLICY,
                    cached.substring(0, cached.indexOf("cache:"))
                            + SIMILAR.replace("MODEL", model(classifier.address())));
        }
        publish(plane, DocumentKind.DOCUMENT_KIND_ACCESS, ACCESS);
        CreateKeyReply key = plane.createKey("bench", "bench");
        Tiergate tiergate = new Tiergate(
                home,
                directory,
                stack,
                plane,
                key.getSecret(),
                options,
                classifier == null ? "" : classifier.address());
        plane.awaitActive(1, Resource.RESOURCE_ROUTING, plane.current().getGeneration(), BOUND);
        plane.awaitActive(1, Resource.RESOURCE_ACCESS, key.getGeneration(), BOUND);
        return tiergate;
    }

    private static String model(String classifier) {
        ManagedChannel channel = GrpcChannels.openPlain(classifier, Stack.MAX_MESSAGE_BYTES);
        try {
            return ClassifierGrpc.newBlockingStub(channel)
                    .listModels(ListModelsRequest.getDefaultInstance())
                    .getModels(0)
                    .getDigest();
        } finally {
            channel.shutdownNow();
        }
    }

    /** The root of Tiergate's own files. */
    public static Path home() {
        return Path.of(System.getProperty("tiergate.home"));
    }

    private static String catalog(int upstream) {
        return String.format(Locale.ROOT, """
            catalog: bench
            providers: { stub: { api: openai, base_url: "http://127.0.0.1:%d/v1" } }
            models: { stub/bench-1: { context_window: 128000, max_output: 16384, prices: { input: 0.15, output: 0.6 } } }
            """, upstream);
    }

    private static void publish(LocalControlPlane plane, DocumentKind kind, String text) {
        plane.publish(kind, text, "bench", "bench");
    }

    /** Starts the agent again, on its disk, and waits until it serves. */
    public void restartAgent() {
        try {
            Files.deleteIfExists(readyFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        agent = startAgent();
        await();
    }

    private Running startAgent() {
        ServiceJar jar = ServiceJar.find(home, "data-plane");
        int clusterPort = FreePorts.find(1).getFirst();
        List<String> command = new ArrayList<>(List.of(Running.java()));
        command.addAll(jar.jvmFlags());
        command.addAll(options);
        command.addAll(List.of("-jar", jar.file().toString(), "--name", "bench"));
        command.addAll(List.of("--data-dir", agentDirectory().toString()));
        command.addAll(List.of("--http-bind", "127.0.0.1:0", "--grpc-bind", "127.0.0.1:0"));
        command.addAll(List.of("--management-bind", "127.0.0.1:0", "--control-plane", controlPlane.address()));
        command.addAll(List.of(
                "--control-plane-key",
                "file:" + directory.resolve("control-plane").resolve("agent.key")));
        command.addAll(List.of("--cluster-bind", "127.0.0.1:" + clusterPort));
        command.addAll(List.of("--cluster-members", "127.0.0.1:" + clusterPort));
        command.addAll(
                List.of("--cluster-key", "file:" + directory.resolve("keys").resolve("cluster.key")));
        if (!classifier.isEmpty()) {
            command.addAll(List.of("--classifier", classifier));
        }
        command.addAll(List.of("--ready-file", readyFile().toString()));
        return Running.pinned(command, directory.resolve("logs").resolve("agent.log"), 0);
    }

    private void await() {
        long deadline = System.nanoTime() + BOUND.toNanos();
        try {
            while (!Files.exists(readyFile())) {
                if (!agent.isAlive() || System.nanoTime() > deadline) {
                    throw new IllegalStateException("the agent did not start; see " + directory.resolve("logs"));
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
            JsonNode ready = JsonMapper.builder().build().readTree(Files.readString(readyFile()));
            httpPort = ready.path("http").asInt();
            grpcPort = ready.path("grpc").asInt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path readyFile() {
        return directory.resolve("agent.ready");
    }

    /** The agent's process. */
    public Running agent() {
        return agent;
    }

    /** Where the agent keeps its records and its content. */
    public Path agentDirectory() {
        return directory.resolve("agent");
    }

    /** The port of its OpenAI-compatible API. */
    public int httpPort() {
        return httpPort;
    }

    /** The port of its gRPC API. */
    public int grpcPort() {
        return grpcPort;
    }

    /** The caller's key. */
    public String key() {
        return key;
    }

    @Override
    public void close() {
        agent.close();
        stack.close();
    }
}
