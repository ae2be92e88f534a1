package io.tiergate.cli.stack;

import io.grpc.ManagedChannel;
import io.tiergate.cli.process.FreePorts;
import io.tiergate.cli.process.Service;
import io.tiergate.cli.process.ServiceJar;
import io.tiergate.cli.process.ServiceSpec;
import io.tiergate.cli.process.Services;
import io.tiergate.cli.session.Peer;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.transport.GrpcChannels;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Tiergate as processes of this machine, in one directory: {@code control-plane/}, an agent's name each, {@code logs/}, {@code keys/}.
 * Everything listens on loopback, on any free port. Not thread-safe but for {@link #close}.
 */
public final class Stack implements AutoCloseable {
    /** What services that run on one machine are started with: as little of it as will do. What the JVM keeps for fast starts is made so, too. */
    public static final List<String> JVM_OPTIONS = List.of("-XX:+UseSerialGC");

    private static final Duration START_BOUND = Duration.ofSeconds(90);
    /** The largest message of a channel to one of its processes. */
    public static final int MAX_MESSAGE_BYTES = 64 << 20;

    private static final int START_ATTEMPTS = 3;
    private static final String LOOPBACK = "127.0.0.1";

    private final Path home;
    private final Path directory;
    private final List<String> jvmOptions;
    private final Services services;
    private final UnaryOperator<ServiceJar> prepared;
    private final Path operatorKey;
    private final Path agentKey;
    private final Path clusterKey;
    private final List<ManagedChannel> channels = new ArrayList<>();
    private @Nullable LocalControlPlane controlPlane;
    private @Nullable String classifier;

    /**
     * A stack of which nothing runs yet; makes its directory and its keys, unless they are there.
     *
     * @param home the root of Tiergate's own files
     * @param jvmOptions of every service
     * @param died told of a service that ended though nobody asked for it
     */
    public Stack(Path home, Path directory, List<String> jvmOptions, Consumer<Service> died) {
        this(home, directory, jvmOptions, new Services(Services.ownJava(), died), UnaryOperator.identity());
    }

    /** The same, run by {@code services}; {@code prepared} says how each jar is run. */
    Stack(Path home, Path directory, List<String> jvmOptions, Services services, UnaryOperator<ServiceJar> prepared) {
        this.home = home;
        this.directory = directory.toAbsolutePath();
        this.jvmOptions = List.copyOf(jvmOptions);
        // The control plane takes these as its own first keys.
        this.operatorKey = Secrets.apiKey(controlPlaneDirectory().resolve("operator.key"));
        this.agentKey = Secrets.apiKey(controlPlaneDirectory().resolve("agent.key"));
        this.clusterKey = Secrets.clusterKey(this.directory.resolve("keys").resolve("cluster.key"));
        this.services = services;
        this.prepared = prepared;
    }

    private Path controlPlaneDirectory() {
        return directory.resolve("control-plane");
    }

    /** Where the operator's key is. */
    public Path operatorKey() {
        return operatorKey;
    }

    /** The folder of logs. */
    public Path logs() {
        return directory.resolve("logs");
    }

    /** A file of the stack's folder of keys. */
    Path keyFile(String name) {
        return directory.resolve("keys").resolve(name);
    }

    /** Keeps a secret in the stack's folder of keys. */
    Path keep(String name, String secret) {
        return Secrets.write(keyFile(name), secret);
    }

    private ServiceSpec spec(String name, String module, List<String> options, List<String> arguments) {
        List<String> all = new ArrayList<>(jvmOptions);
        all.addAll(options);
        ServiceJar jar = prepared.apply(ServiceJar.find(home, module));
        return new ServiceSpec(name, jar, all, arguments, "--ready-file", logs());
    }

    /** A service on its way; {@link #get} waits until it serves. */
    public interface Starting<T> {
        /**
         * What runs.
         *
         * @throws Failure if it does not start
         */
        T get();
    }

    /** Starts the simulator. */
    public Starting<Simulation> startSimulator(List<String> arguments) {
        Service service = services.start(spec("simulator", "simulator", List.of("-Xmx512m"), arguments));
        return () -> new Simulation(service, ReadyText.address(service.awaitReady(START_BOUND)));
    }

    /**
     * Starts a classifier node on a free port; agents that are started afterwards ask it.
     *
     * @param models its model sets; null: the bundled one alone
     */
    public Starting<LocalClassifier> startClassifier(@Nullable Path models) {
        String address = LOOPBACK + ":" + FreePorts.find(1).getFirst();
        List<String> arguments = new ArrayList<>(List.of("--grpc-bind", address, "--management-bind", LOOPBACK + ":0"));
        if (models != null) {
            arguments.addAll(List.of("--models", models.toString()));
        }
        Service service = services.start(spec("classifier", "classifier-node", List.of("-Xmx512m"), arguments));
        classifier = address;
        return () -> {
            service.awaitReady(START_BOUND);
            return new LocalClassifier(service, address);
        };
    }

    /** Starts the control plane on a free port. */
    public Starting<LocalControlPlane> startControlPlane() {
        return startControlPlane(LOOPBACK + ":" + FreePorts.find(1).getFirst());
    }

    /** Starts the control plane again where it was. */
    public Starting<LocalControlPlane> restartControlPlane() {
        return startControlPlane(controlPlane().address());
    }

    private Starting<LocalControlPlane> startControlPlane(String bind) {
        List<String> arguments = List.of(
                "--data-dir",
                controlPlaneDirectory().toString(),
                "--grpc-bind",
                bind,
                "--management-bind",
                LOOPBACK + ":0");
        Service service = services.start(spec("control-plane", "control-plane", List.of("-Xmx256m"), arguments));
        return () -> {
            int port = ReadyText.port(service.awaitReady(START_BOUND), "grpc");
            String address = LOOPBACK + ":" + port;
            controlPlane = new LocalControlPlane(
                    service, address, peer("the control plane", "control-plane", address, Secrets.read(operatorKey)));
            return controlPlane;
        };
    }

    private LocalControlPlane controlPlane() {
        if (controlPlane == null) {
            throw new IllegalStateException("the control plane has not been started");
        }
        return controlPlane;
    }

    /** A process at the other end of a channel that this stack closes. */
    public Peer peer(String title, String name, String address, String key) {
        ManagedChannel channel = GrpcChannels.openPlain(address, MAX_MESSAGE_BYTES);
        channels.add(channel);
        return new Peer(title, name, channel, GrpcChannels.bearer(key));
    }

    /**
     * Starts agents {@code a1}, {@code a2} and so on, which form a cluster; the control plane must run.
     *
     * @throws Failure if one of them does not start
     */
    public Starting<List<LocalAgent>> startAgents(int count) {
        List<Integer> ports = FreePorts.find(count);
        List<Service> started = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            started.add(services.start(agent(i, Binds.free(), ports)));
        }
        return () -> awaitAgents(started, ports, 1);
    }

    private List<LocalAgent> awaitAgents(List<Service> started, List<Integer> ports, int attempt) {
        try {
            List<LocalAgent> agents = new ArrayList<>();
            for (int i = 0; i < started.size(); i++) {
                agents.add(located(i, started.get(i), ports));
            }
            return agents;
        } catch (Failure e) {
            boolean portTaken = started.stream().anyMatch(Stack::saysPortTaken);
            if (!portTaken || attempt == START_ATTEMPTS) {
                throw e;
            }
            started.forEach(Service::kill);
            List<Integer> others = FreePorts.find(started.size());
            List<Service> again = new ArrayList<>();
            for (int i = 0; i < started.size(); i++) {
                again.add(services.start(agent(i, Binds.free(), others)));
            }
            return awaitAgents(again, others, attempt + 1);
        }
    }

    private static boolean saysPortTaken(Service service) {
        String said = String.join("\n", service.tail());
        return said.contains("cluster.port") || said.contains("cannot listen on");
    }

    /** Starts an agent again where it was: the same name, addresses and disk. */
    public Starting<LocalAgent> restartAgent(LocalAgent agent, List<LocalAgent> all) {
        List<Integer> ports = all.stream().map(LocalAgent::clusterPort).toList();
        int index = all.indexOf(agent);
        Service service =
                services.start(agent(index, new Binds(agent.http(), agent.grpc(), agent.management()), ports));
        return () -> located(index, service, ports);
    }

    private LocalAgent located(int index, Service service, List<Integer> clusterPorts) {
        String ready = service.awaitReady(START_BOUND);
        return new LocalAgent(
                service.name(),
                service,
                LOOPBACK + ":" + ReadyText.port(ready, "http"),
                LOOPBACK + ":" + ReadyText.port(ready, "grpc"),
                LOOPBACK + ":" + ReadyText.port(ready, "management"),
                clusterPorts.get(index),
                directory.resolve(service.name()));
    }

    /** Where an agent listens. */
    private record Binds(String http, String grpc, String management) {
        static Binds free() {
            List<String> binds = FreePorts.find(3).stream()
                    .map(port -> LOOPBACK + ":" + port)
                    .toList();
            return new Binds(binds.get(0), binds.get(1), binds.get(2));
        }
    }

    private ServiceSpec agent(int index, Binds binds, List<Integer> clusterPorts) {
        String name = "a" + (index + 1);
        List<String> arguments = new ArrayList<>(List.of("--name", name));
        arguments.addAll(List.of("--data-dir", directory.resolve(name).toString()));
        arguments.addAll(List.of("--http-bind", binds.http()));
        arguments.addAll(List.of("--grpc-bind", binds.grpc()));
        arguments.addAll(List.of("--management-bind", binds.management()));
        arguments.addAll(List.of("--control-plane", controlPlane().address()));
        arguments.addAll(List.of("--control-plane-key", "file:" + agentKey));
        if (classifier != null) {
            arguments.addAll(List.of("--classifier", classifier));
        }
        arguments.addAll(List.of("--cluster-bind", LOOPBACK + ":" + clusterPorts.get(index)));
        arguments.addAll(List.of(
                "--cluster-members",
                String.join(
                        ",",
                        clusterPorts.stream().map(port -> LOOPBACK + ":" + port).toList())));
        arguments.addAll(List.of("--cluster-key", "file:" + clusterKey));
        return spec(name, "data-plane", List.of("-Xmx512m"), arguments);
    }

    /** Ends everything that runs, in no order, and waits for it. */
    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        services.close();
    }
}
