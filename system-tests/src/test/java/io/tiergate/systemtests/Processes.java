package io.tiergate.systemtests;

import io.tiergate.cli.process.Service;
import io.tiergate.cli.process.ServiceJar;
import io.tiergate.cli.process.ServiceSpec;
import io.tiergate.cli.process.Services;
import io.tiergate.cli.terminal.Failure;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Services started one by one, with whatever arguments; they end with {@link #close}. */
final class Processes implements AutoCloseable {
    private final Path directory;
    private final Services services = new Services(Services.ownJava(), died -> {});

    /** None yet; their logs and ready files are kept in that directory. */
    Processes(Path directory) {
        this.directory = directory;
    }

    /**
     * Starts a service.
     *
     * @param name of its log and ready file
     * @param module {@code control-plane}, {@code data-plane}, {@code classifier-node} or {@code simulator}
     */
    Service start(String name, String module, String... arguments) {
        return start(Homes.project(), name, module, arguments);
    }

    /** The same of another build, which lies in that home. */
    Service start(Path home, String name, String module, String... arguments) {
        return services.start(new ServiceSpec(
                name,
                ServiceJar.find(home, module),
                List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"),
                List.of(arguments),
                "--ready-file",
                directory));
    }

    /** Waits until a service serves, and gives its ports by server. */
    static JsonNode ports(Service service) {
        return JsonMapper.shared().readTree(service.awaitReady(LiveStack.BOUND));
    }

    /** What is said of a service that does not start. */
    static String refusal(Service service) {
        try {
            String ready = service.awaitReady(LiveStack.BOUND);
            throw new AssertionError(service.name() + " should not have started, and says " + ready);
        } catch (Failure e) {
            return e.getMessage();
        }
    }

    @Override
    public void close() {
        services.close();
    }
}
