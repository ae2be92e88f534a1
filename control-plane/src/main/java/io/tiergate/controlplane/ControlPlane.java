package io.tiergate.controlplane;

import io.micronaut.context.ApplicationContext;
import io.tiergate.controlplane.api.FleetService;
import io.tiergate.controlplane.api.PolicyService;
import io.tiergate.controlplane.identity.BootstrapKeys;
import io.tiergate.controlplane.identity.Callers;
import io.tiergate.controlplane.publish.Follower;
import io.tiergate.controlplane.publish.Publishing;
import io.tiergate.controlplane.snapshot.Roster;
import io.tiergate.controlplane.store.Database;
import io.tiergate.controlplane.store.Store;
import io.tiergate.controlplane.store.StoreUnavailableException;
import io.tiergate.controlplane.stream.Distribution;
import io.tiergate.transport.BindAddress;
import io.tiergate.transport.Door;
import io.tiergate.transport.GrpcServers;
import io.tiergate.transport.management.ManagedService;
import io.tiergate.transport.process.Launch;
import io.tiergate.transport.process.Polling;
import io.tiergate.transport.process.ReadyFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running control plane: agents and people served over gRPC, health and metrics over HTTP. */
public final class ControlPlane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlPlane.class);
    private static final long DRAIN_MILLIS = 1_500;

    private final ApplicationContext context;
    private final GrpcServers.Running grpc;
    private final Polling polling;
    private final int managementPort;

    private ControlPlane(ApplicationContext context, GrpcServers.Running grpc, Polling polling, int managementPort) {
        this.context = context;
        this.grpc = grpc;
        this.polling = polling;
        this.managementPort = managementPort;
    }

    /** Runs until the process is told to stop. */
    public static void main(String[] arguments) {
        Launch.run(ControlPlane.class, ControlPlaneFlags.known(), arguments, ControlPlane::start);
    }

    /**
     * Starts with these properties over the defaults.
     *
     * @throws IOException if an address cannot be bound or a file not written
     */
    static ControlPlane start(Map<String, Object> properties) throws IOException {
        return ManagedService.start(properties, ControlPlane::serve);
    }

    private static ControlPlane serve(ApplicationContext context) throws IOException {
        ProcessSettings process = context.getBean(ProcessSettings.class);
        // Beside the store, for neither needs the other.
        FutureTask<Integer> management = new FutureTask<>(() -> startManagement(context));
        Thread.ofPlatform().name("management-start").daemon().start(management);
        try {
            return serve(context, process, management);
        } catch (RuntimeException e) {
            // A management server that cannot start closes the context: then this is what came of it, not the cause.
            var _ = started(management);
            throw e;
        }
    }

    private static ControlPlane serve(
            ApplicationContext context, ProcessSettings process, FutureTask<Integer> management) throws IOException {
        Store store = context.getBean(Store.class);
        Follower follower = context.getBean(Follower.class);
        follower.catchUp();
        if (store.list(null, "", 1).isEmpty()) {
            context.getBean(BootstrapKeys.class).mint();
        }
        GrpcServers.Running grpc = startGrpc(context, process, store, follower);
        int managementPort = started(management);
        // What other control planes activated.
        Polling polling = new Polling(
                "store-poll",
                StoreUnavailableException.class,
                new Polling.Words(
                        "the database answers again", "agents keep what they have", "cannot follow the store"),
                System.getLogger(ControlPlane.class.getName()));
        if (context.getBean(Database.class).isShared()) {
            polling.start(
                    follower::catchUp, context.getBean(DatabaseSettings.class).pollInterval());
        }
        ControlPlane running = new ControlPlane(context, grpc, polling, managementPort);
        if (!process.readyFile().isEmpty()) {
            Map<String, Integer> ports = new LinkedHashMap<>();
            ports.put("grpc", grpc.port());
            ports.put("management", managementPort);
            ReadyFile.write(Path.of(process.readyFile()), ports);
        }
        LOG.info("serves gRPC on port {}, health and metrics on port {}", grpc.port(), managementPort);
        return running;
    }

    private static int startManagement(ApplicationContext context) throws IOException {
        return ManagedService.listen(
                context, context.getBean(ManagementSettings.class).bind());
    }

    private static int started(FutureTask<Integer> management) throws IOException {
        try {
            return management.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cannotListen) {
                throw cannotListen;
            }
            throw new IllegalStateException("the management server cannot start", e.getCause());
        }
    }

    private static GrpcServers.Running startGrpc(
            ApplicationContext context, ProcessSettings process, Store store, Follower follower) throws IOException {
        GrpcSettings settings = context.getBean(GrpcSettings.class);
        InstantSource clock = context.getBean(InstantSource.class);
        Distribution distribution = context.getBean(Distribution.class);
        Executor streams =
                context.getBean(ExecutorService.class, io.micronaut.inject.qualifiers.Qualifiers.byName("streams"));
        GrpcServers.Running grpc = GrpcServers.start(
                new GrpcServers.Options(
                        "control plane",
                        BindAddress.parse(settings.bind()),
                        process.tls(),
                        true,
                        process.insecure(),
                        Executors.newThreadPerTaskExecutor(
                                Thread.ofVirtual().name("call-", 0).factory()),
                        settings.maxMessageBytes()),
                Door.before(
                        List.of(
                                distribution,
                                new PolicyService(store, Publishing.over(store, follower, clock)),
                                new FleetService(context.getBean(Roster.class), clock, streams)),
                        context.getBean(Callers.class).door()));
        grpc.setServing("", true);
        return grpc;
    }

    /** The port that gRPC listens on. */
    public int grpcPort() {
        return grpc.port();
    }

    /** The port of {@code /health} and {@code /prometheus}. */
    public int managementPort() {
        return managementPort;
    }

    /** Sends agents elsewhere, lets running calls end, closes the store. */
    @Override
    public void close() {
        LOG.info("stops");
        polling.close();
        context.getBean(Distribution.class).close();
        grpc.stop(DRAIN_MILLIS);
        context.close();
    }
}
