package io.tiergate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.cli.process.Service;
import io.tiergate.cli.process.ServiceJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A control plane and one agent with settings of the test's own, a simulator, and the policy {@code plain}; told what to run by commands,
 * as an operator would.
 */
final class SmallFleet implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1:";

    private final Path directory;
    private final Processes processes;
    private final List<String> commandOptions;
    private final String simulator;
    private int controlPlanePort;

    /**
     * Starts the simulator.
     *
     * @param commandOptions of every command, for example its TLS files
     */
    SmallFleet(Path directory, String... commandOptions) {
        this.directory = directory;
        this.processes = new Processes(directory.resolve("logs"));
        this.commandOptions = List.of(commandOptions);
        Service service = processes.start(
                "simulator",
                "simulator",
                "--set=" + demo("workload.jsonl"),
                "--prices=" + demo("catalog.yaml"),
                "--fallback=echo");
        String ready = service.awaitReady(LiveStack.BOUND).strip();
        this.simulator = ready.substring(ready.lastIndexOf('/') + 1);
    }

    private static Path demo(String file) {
        return Homes.project().resolve("examples/demo").resolve(file);
    }

    /** A service and where it listens. */
    record Started(Service service, JsonNode ports) {
        String address(String server) {
            return LOOPBACK + ports.path(server).asInt();
        }
    }

    /** Starts the control plane. */
    Started startControlPlane(String... settings) {
        Service service = processes.start(
                "control-plane",
                "control-plane",
                with(
                        settings,
                        "--data-dir=" + directory.resolve("control-plane"),
                        "--grpc-bind=" + LOOPBACK + "0",
                        "--management-bind=" + LOOPBACK + "0"));
        Started started = new Started(service, Processes.ports(service));
        controlPlanePort = started.ports().path("grpc").asInt();
        return started;
    }

    /** Starts the agent. */
    Started startAgent(String... settings) {
        return startAgent(Homes.project(), settings);
    }

    /** Starts an agent of another build, which lies in that home. */
    Started startAgent(Path home, String... settings) {
        Service service = processes.start(
                home,
                "agent",
                "data-plane",
                with(
                        settings,
                        "--name=agent-1",
                        "--data-dir=" + directory.resolve("agent"),
                        "--http-bind=" + LOOPBACK + "0",
                        "--grpc-bind=" + LOOPBACK + "0",
                        "--management-bind=" + LOOPBACK + "0",
                        "--control-plane=" + LOOPBACK + controlPlanePort));
        return new Started(service, Processes.ports(service));
    }

    private static String[] with(String[] settings, String... defaults) {
        List<String> all = new ArrayList<>(Arrays.asList(defaults));
        all.addAll(Arrays.asList(settings)); // of two the last counts
        return all.toArray(String[]::new);
    }

    /** Where the control plane wrote the key of its first agents. */
    Path agentKey() {
        return directory.resolve("control-plane").resolve("agent.key");
    }

    /** Where the control plane wrote the key of its first operator. */
    Path operatorKey() {
        return directory.resolve("control-plane").resolve("operator.key");
    }

    /** Publishes catalog, policy and access; gives a key for {@code shop}. */
    String publish(String access) throws IOException {
        String catalog = Files.readString(demo("catalog.yaml")).replace("127.0.0.1:8000", simulator);
        publish("catalog", catalog);
        publish("policy", Homes.resource("plain.yaml"));
        publish("access", access);
        CommandRun key = tiergate("keys", "create", "--tenant", "shop", "--output", "json");
        assertThat(key.code()).as(key.said()).isZero();
        return JsonMapper.shared().readTree(key.out()).path("secret").asString();
    }

    private void publish(String name, String text) {
        CommandRun published = publishing(name, text);
        assertThat(published.code()).as(published.said()).isZero();
    }

    /** Runs {@code tiergate policy publish}. */
    CommandRun publishing(String name, String text, String... options) {
        Path file = LiveStack.write(directory.resolve(name + ".yaml"), text);
        return tiergate(with(options, "policy", "publish", file.toString(), "--message", "system test"));
    }

    /** Runs {@code tiergate ARGUMENTS} with the operator's first key. */
    CommandRun tiergate(String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(commandOptions);
        all.addAll(List.of("--control-plane", LOOPBACK + controlPlanePort, "--key", "file:" + operatorKey()));
        return CommandRun.of(ServiceJar.find(Homes.project(), "cli"), directory, all);
    }

    /** Waits until a service's health is up, or down. */
    static void awaitHealth(Started service, boolean up) {
        OpenAiApi management = new OpenAiApi("http://" + service.address("management"), "");
        Eventually.so(
                service.service().name() + " is " + (up ? "up" : "down"),
                () -> (management.send("GET", "/health", "").status() == 200) == up);
    }

    @Override
    public void close() {
        processes.close();
    }
}
