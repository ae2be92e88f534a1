package io.tiergate.systemtests;

import io.grpc.ManagedChannel;
import io.tiergate.cli.process.ServiceJar;
import io.tiergate.cli.session.Peer;
import io.tiergate.cli.stack.LocalAgent;
import io.tiergate.cli.stack.LocalClassifier;
import io.tiergate.cli.stack.LocalControlPlane;
import io.tiergate.cli.stack.Simulation;
import io.tiergate.cli.stack.Stack;
import io.tiergate.transport.GrpcChannels;
import io.tiergate.v1.ClassifierGrpc;
import io.tiergate.v1.CreateKeyRequest;
import io.tiergate.v1.DocumentKind;
import io.tiergate.v1.ListModelsRequest;
import io.tiergate.v1.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Control plane, simulator and two agents as processes, with the demo's documents active and a key for each tenant. What dies is brought
 * back where it was by {@link #restore}, so that tests can share one. Not thread-safe.
 */
final class LiveStack implements AutoCloseable {
    /** For whatever should take a moment, on a machine that is slow and shared. */
    static final Duration BOUND = Duration.ofSeconds(60);

    private static final String MESSAGE = "system tests";

    private final Path directory;
    private final UnaryOperator<String> edit;
    private final Stack stack;
    private final List<LocalAgent> agents = new ArrayList<>();
    private final Map<String, String> keys = new ConcurrentHashMap<>();
    private final Map<String, ManagedChannel> channels = new ConcurrentHashMap<>();
    private final Simulation simulation;
    private final @Nullable LocalClassifier classifier;
    private LocalControlPlane controlPlane;

    /** Starts everything, in a directory of that name, emptied before; ready when every agent runs what was published. */
    static LiveStack start(String name) {
        return start(name, UnaryOperator.identity());
    }

    /** The same with the demo's catalog, policy and recorded set edited. */
    static LiveStack start(String name, UnaryOperator<String> edit) {
        return start(name, edit, false);
    }

    /** The same with a classifier node, whose model's digest stands in the policy in place of {@code BUNDLED_MODEL}. */
    static LiveStack startClassified(String name, UnaryOperator<String> edit) {
        return start(name, edit, true);
    }

    private static LiveStack start(String name, UnaryOperator<String> edit, boolean classified) {
        Path directory = Homes.work("stacks").resolve(name);
        empty(directory);
        Stack stack = new Stack(
                Homes.project(),
                directory,
                List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                died -> System.err.println(died.name() + " died; its log is " + died.log()));
        try {
            return new LiveStack(directory, stack, edit, classified);
        } catch (RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    private LiveStack(Path directory, Stack stack, UnaryOperator<String> edit, boolean classified) {
        this.directory = directory;
        this.edit = edit;
        this.stack = stack;
        var planeStarting = stack.startControlPlane();
        var classifierStarting = classified ? stack.startClassifier(null) : null;
        var simulatorStarting = stack.startSimulator(List.of(
                "--set", written("workload.jsonl").toString(),
                "--prices", written("catalog.yaml").toString(),
                "--fallback", "echo"));
        this.controlPlane = planeStarting.get();
        var agentsStarting = stack.startAgents(2);
        this.simulation = simulatorStarting.get();
        this.classifier = classifierStarting == null ? null : classifierStarting.get();
        publish();
        agents.addAll(agentsStarting.get());
        awaitConverged();
    }

    private void publish() {
        publish(DocumentKind.DOCUMENT_KIND_CATALOG, simulation.catalog(demo("catalog.yaml")));
        publish(DocumentKind.DOCUMENT_KIND_POLICY, demo("policy.yaml").replace("BUNDLED_MODEL", model()));
        publish(DocumentKind.DOCUMENT_KIND_ACCESS, Homes.resource("access.yaml"));
        for (String tenant : List.of("shop", "bank", "clinic", "laboratory", "limited")) {
            keys.put(tenant, controlPlane.createKey(tenant, tenant).getSecret());
        }
        keys.put("", mintOperator());
        write(operatorKey(), key(""));
    }

    private void publish(DocumentKind kind, String text) {
        var _ = controlPlane.publish(kind, text, "", MESSAGE);
    }

    /** A key that the control plane and agents take: the control plane's own first one is unknown to agents. */
    private String mintOperator() {
        CreateKeyRequest request = CreateKeyRequest.newBuilder()
                .setLabel("operator")
                .addRoles("operator")
                .build();
        return stack.peer("the control plane", "control-plane", controlPlane.address(), read(stack.operatorKey()))
                .policies(policies -> policies.createKey(request))
                .getSecret();
    }

    /** Digest of the classifier node's model; empty: there is no node. */
    String model() {
        return classifier == null
                ? ""
                : ClassifierGrpc.newBlockingStub(channel(classifier.address()))
                        .listModels(ListModelsRequest.getDefaultInstance())
                        .getModels(0)
                        .getDigest();
    }

    /** The classifier node. */
    LocalClassifier classifier() {
        return java.util.Objects.requireNonNull(classifier);
    }

    /** Waits until both agents run what the control plane holds now. */
    void awaitConverged() {
        var current = controlPlane.current();
        var _ = controlPlane.awaitActive(2, Resource.RESOURCE_ROUTING, current.getGeneration(), BOUND);
        var _ = controlPlane.awaitActive(2, Resource.RESOURCE_ACCESS, current.getAccessGeneration(), BOUND);
    }

    /** The control plane, as it runs now. */
    LocalControlPlane controlPlane() {
        return controlPlane;
    }

    private Path operatorKey() {
        return directory.resolve("operator.key");
    }

    /** The folder with its logs, keys and data. */
    Path directory() {
        return directory;
    }

    Simulation simulator() {
        return simulation;
    }

    /** {@code a1} or {@code a2}, as it runs now. */
    LocalAgent agent(int number) {
        return agents.get(number - 1);
    }

    List<LocalAgent> agents() {
        return List.copyOf(agents);
    }

    /** The key of a tenant's callers. */
    String key(String tenant) {
        return java.util.Objects.requireNonNull(keys.get(tenant), tenant);
    }

    /** An agent's OpenAI-compatible API, for a caller of that tenant. */
    OpenAiApi http(LocalAgent agent, String tenant) {
        return new OpenAiApi("http://" + agent.http(), key(tenant));
    }

    /** An agent's gRPC services, for a caller of that tenant; the empty name is the operator. */
    Peer grpc(LocalAgent agent, String tenant) {
        return new Peer(agent.name(), agent.name(), channel(agent.grpc()), GrpcChannels.bearer(key(tenant)));
    }

    /** A channel to one of the servers, kept open until the end. */
    ManagedChannel channel(String address) {
        return channels.computeIfAbsent(address, target -> GrpcChannels.openPlain(target, Stack.MAX_MESSAGE_BYTES));
    }

    /** Every decision record of both agents, oldest first for each. */
    List<DecisionRecord> records() {
        return agents.stream()
                .flatMap(agent -> DecisionRecord.of(grpc(agent, "")).stream())
                .toList();
    }

    /** Ends an agent at once. */
    void kill(LocalAgent agent) {
        agent.service().kill();
    }

    /** Starts an agent again where it was, with what its disk holds. */
    LocalAgent restart(LocalAgent agent) {
        LocalAgent restarted = stack.restartAgent(agent, agents).get();
        forget(agent.grpc());
        agents.set(agents.indexOf(agent), restarted);
        return restarted;
    }

    /** Starts the control plane again where it was. */
    void restartControlPlane() {
        forget(controlPlane.address());
        controlPlane = stack.restartControlPlane().get();
    }

    /** Closes a channel that has lost its server: it would wait before it connects again. */
    private void forget(String address) {
        ManagedChannel lost = channels.remove(address);
        if (lost != null) {
            lost.shutdownNow();
        }
    }

    /** Brings back what a test has ended. */
    void restore() {
        boolean whole = controlPlane.service().isAlive()
                && agents.stream().allMatch(agent -> agent.service().isAlive());
        if (!whole) {
            if (!controlPlane.service().isAlive()) {
                restartControlPlane();
            }
            agents().stream().filter(agent -> !agent.service().isAlive()).forEach(this::restart);
            awaitConverged();
        }
    }

    /** Runs {@code tiergate ARGUMENTS} against this stack, with the operator's key. */
    CommandRun tiergate(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--control-plane", controlPlane.address(), "--key", "file:" + operatorKey()));
        return CommandRun.of(ServiceJar.find(Homes.project(), "cli"), directory, all);
    }

    private String demo(String file) {
        return edit.apply(
                read(Homes.project().resolve("examples").resolve("demo").resolve(file)));
    }

    private Path written(String file) {
        return write(directory.resolve(file), demo(file));
    }

    static Path write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text + "\n");
        } catch (IOException e) {
            throw new IllegalStateException("cannot write " + file, e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + file, e);
        }
    }

    private static void empty(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot empty " + directory, e);
        }
    }

    @Override
    public void close() {
        channels.values().forEach(ManagedChannel::shutdownNow);
        stack.close();
    }
}
