package io.tiergate.dataplane;

import io.grpc.BindableService;
import io.micronaut.context.ApplicationContext;
import io.tiergate.dataplane.admit.TenantLimits;
import io.tiergate.dataplane.cache.ExactCache;
import io.tiergate.dataplane.cache.InFlight;
import io.tiergate.dataplane.cache.SemanticCache;
import io.tiergate.dataplane.cluster.Cluster;
import io.tiergate.dataplane.gateway.BodyRoom;
import io.tiergate.dataplane.gateway.grpc.Entrance;
import io.tiergate.dataplane.gateway.grpc.GatewayService;
import io.tiergate.dataplane.gateway.grpc.MessageRoom;
import io.tiergate.dataplane.gateway.http.HttpGateway;
import io.tiergate.dataplane.pipeline.Pipeline;
import io.tiergate.dataplane.record.RecordLog;
import io.tiergate.dataplane.record.RecordsService;
import io.tiergate.dataplane.subscription.Activator;
import io.tiergate.dataplane.subscription.AgentProfile;
import io.tiergate.dataplane.subscription.ControlPlaneSettings;
import io.tiergate.dataplane.subscription.Subscription;
import io.tiergate.transport.BindAddress;
import io.tiergate.transport.GrpcServers;
import io.tiergate.transport.SecretReference;
import io.tiergate.transport.management.ManagedService;
import io.tiergate.transport.process.Launch;
import io.tiergate.transport.process.ReadyFile;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running agent: serves requests over HTTP and gRPC, records over gRPC, health and metrics over a port of their own. */
public final class Agent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
    private static final long DRAIN_MILLIS = 5_000;

    private final ApplicationContext context;
    private final HttpGateway http;
    private final GrpcServers.Running grpc;
    private final Subscription subscription;
    private final int managementPort;

    private Agent(
            ApplicationContext context,
            HttpGateway http,
            GrpcServers.Running grpc,
            Subscription subscription,
            int managementPort) {
        this.context = context;
        this.http = http;
        this.grpc = grpc;
        this.subscription = subscription;
        this.managementPort = managementPort;
    }

    /** Runs until the process is told to stop. */
    public static void main(String[] arguments) {
        Launch.run(Agent.class, AgentFlags.known(), arguments, Agent::start);
    }

    /**
     * Starts with these properties over the defaults.
     *
     * @throws IOException if an address cannot be bound or a file not written
     */
    static Agent start(Map<String, Object> properties) throws IOException {
        return ManagedService.start(properties, Agent::serve);
    }

    private static Agent serve(ApplicationContext context) throws IOException {
        AgentSettings settings = context.getBean(AgentSettings.class);
        // What the disk holds is active before anything is served or asked for.
        Activator activator = context.getBean(Activator.class);
        activator.restore();
        measure(context);
        GrpcServers.Running grpc = startGrpc(context, settings);
        HttpGateway http = startHttp(context, settings);
        int managementPort = startManagement(context);
        Subscription subscription = subscribe(context, settings, activator, grpc.port());
        context.getBean(Readiness.class).watch(subscription);
        grpc.setServing("", true);
        Agent agent = new Agent(context, http, grpc, subscription, managementPort);
        if (!settings.readyFile().isEmpty()) {
            agent.writeReadyFile(Path.of(settings.readyFile()));
        }
        LOG.info(
                "agent {} serves HTTP on port {}, gRPC on port {}, health and metrics on port {}",
                settings.name(),
                http.port(),
                grpc.port(),
                managementPort);
        return agent;
    }

    private static void measure(ApplicationContext context) {
        AgentMeters meters = context.getBean(AgentMeters.class);
        meters.watch(context.getBean(ExactCache.class));
        meters.watch(context.getBean(SemanticCache.class));
        meters.watch(context.getBean(InFlight.class));
        meters.watch(context.getBean(TenantLimits.class));
        meters.watch(context.getBean(RecordLog.class));
        meters.watch(context.getBean(BodyRoom.class));
        meters.watch(context.findBean(Cluster.class));
    }

    private static GrpcServers.Running startGrpc(ApplicationContext context, AgentSettings settings)
            throws IOException {
        AgentSettings.Grpc own = context.getBean(AgentSettings.Grpc.class);
        return GrpcServers.start(
                new GrpcServers.Options(
                        "agent " + settings.name(),
                        BindAddress.parse(own.bind()),
                        settings.tls(),
                        true,
                        settings.insecure(),
                        GrpcServers.DIRECT, // no service blocks: what does hops to a virtual thread
                        own.maxMessageBytes()),
                services(context),
                List.of(MessageRoom.in(
                        context.getBean(BodyRoom.class),
                        context.getBean(AgentSettings.Http.class).patience(),
                        context.getBean(Vertx.class))));
    }

    private static List<BindableService> services(ApplicationContext context) {
        Pipeline pipeline = context.getBean(Pipeline.class);
        List<BindableService> services = new ArrayList<>();
        services.add(Entrance.to(context.getBean(GatewayService.class), pipeline));
        services.addAll(Entrance.to(
                List.of(context.getBean(RecordsService.class), context.getBean(CacheService.class)), pipeline));
        return services;
    }

    private static HttpGateway startHttp(ApplicationContext context, AgentSettings settings) throws IOException {
        AgentSettings.Http own = context.getBean(AgentSettings.Http.class);
        int loops =
                own.eventLoops() > 0 ? own.eventLoops() : Runtime.getRuntime().availableProcessors();
        return HttpGateway.start(
                context.getBean(Vertx.class),
                new HttpGateway.Options(
                        BindAddress.parse(own.bind()),
                        settings.tls(),
                        settings.insecure(),
                        own.maxBodyBytes(),
                        context.getBean(BodyRoom.class),
                        loops,
                        own.patience()),
                context.getBean(Pipeline.class));
    }

    private static int startManagement(ApplicationContext context) throws IOException {
        return ManagedService.listen(
                context, context.getBean(AgentSettings.Management.class).bind());
    }

    private static Subscription subscribe(
            ApplicationContext context, AgentSettings settings, Activator activator, int grpcPort) {
        AgentSettings.ControlPlane controlPlane = context.getBean(AgentSettings.ControlPlane.class);
        String host = BindAddress.parse(
                        context.getBean(AgentSettings.Grpc.class).bind())
                .host();
        Subscription subscription = Subscription.of(
                new ControlPlaneSettings(
                        controlPlane.address(),
                        settings.tls(),
                        controlPlane.key().isEmpty() ? null : new SecretReference(controlPlane.key()),
                        ControlPlaneSettings.MAX_MESSAGE_BYTES),
                new AgentProfile(
                        settings.name(),
                        settings.fleet(),
                        Map.of(),
                        Build.VERSION,
                        new BindAddress(host, grpcPort).toString()),
                activator);
        subscription.start();
        return subscription;
    }

    private void writeReadyFile(Path file) throws IOException {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put("http", http.port());
        ports.put("grpc", grpc.port());
        ports.put("management", managementPort);
        ReadyFile.write(file, ports);
    }

    /** The port of the OpenAI-compatible API. */
    public int httpPort() {
        return http.port();
    }

    /** The port of the gRPC API. */
    public int grpcPort() {
        return grpc.port();
    }

    /** Takes no new requests, lets running ones end, writes what records wait, leaves the cluster. */
    @Override
    public void close() {
        LOG.info("stops");
        subscription.close();
        try (ExecutorService stopping = Executors.newVirtualThreadPerTaskExecutor()) { // its end waits for both
            stopping.execute(() -> grpc.stop(DRAIN_MILLIS));
            stopping.execute(() -> http.stop(DRAIN_MILLIS));
        }
        context.close();
    }
}
