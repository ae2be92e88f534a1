package io.tiergate.transport;

import com.google.common.util.concurrent.MoreExecutors;
import io.grpc.BindableService;
import io.grpc.Codec;
import io.grpc.DecompressorRegistry;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerStreamTracer;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Starts gRPC servers: health and reflection on each, for anybody and with small messages, TLS where it is set, no unsafe address, no compressed
 * messages: what such a one takes in memory is not known by what has come of it.
 */
public final class GrpcServers {
    /** For services of which no method blocks: they run on the transport's own threads. gRPC knows it and serialises nothing for it. */
    public static final Executor DIRECT = MoreExecutors.directExecutor();

    private static final DecompressorRegistry UNCOMPRESSED =
            DecompressorRegistry.emptyInstance().with(Codec.Identity.NONE, false);
    private static final int MAX_METADATA_BYTES = 16 * 1024;
    /** Clients let further ones wait, or open another connection. */
    private static final int MOST_CALLS_PER_CONNECTION = 1_000;

    private static final long KEEPALIVE_SECONDS = 20;
    private static final long PERMITTED_KEEPALIVE_SECONDS = 5;
    /** Without a call for so long a connection is closed, with a word that lets clients connect anew. */
    private static final long IDLE_MINUTES = 30;

    private GrpcServers() {}

    /**
     * Starts a server.
     *
     * @param options where and how
     * @param services what it serves, besides health and reflection
     * @throws CannotListenException if it cannot have the address
     * @throws IOException if a TLS file cannot be read
     * @throws UnsafeAddressException if the address is wider than its protection allows
     */
    public static Running start(Options options, List<BindableService> services) throws IOException {
        return start(options, services, List.of());
    }

    /**
     * Starts a server whose calls are traced.
     *
     * @param tracers see every call from its beginning, as its bytes come and go
     */
    public static Running start(
            Options options, List<BindableService> services, List<ServerStreamTracer.Factory> tracers)
            throws IOException {
        TlsSettings tls = options.tls();
        InetSocketAddress address = options.address()
                .resolve(
                        options.service(),
                        BindAddress.Protection.of(tls.hasCertificate(), options.credentialsRequired()),
                        options.insecure());
        HealthStatusManager health = new HealthStatusManager();
        NettyServerBuilder builder = NettyServerBuilder.forAddress(address, credentials(tls))
                .maxInboundMessageSize(options.maxMessageBytes())
                .maxInboundMetadataSize(MAX_METADATA_BYTES)
                .maxConcurrentCallsPerConnection(MOST_CALLS_PER_CONNECTION)
                .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
                .maxConnectionIdle(IDLE_MINUTES, TimeUnit.MINUTES)
                .permitKeepAliveTime(PERMITTED_KEEPALIVE_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .intercept(new CallerCredentials())
                .decompressorRegistry(UNCOMPRESSED)
                .executor(options.executor());
        serveAnybody(
                builder,
                List.of(
                        health.getHealthService().bindService(),
                        ProtoReflectionServiceV1.newInstance().bindService()));
        services.forEach(builder::addService);
        tracers.forEach(builder::addStreamTracerFactory);
        Server server = builder.build();
        try {
            server.start();
        } catch (IOException e) {
            throw new CannotListenException(options.service(), options.address(), e);
        }
        return new Running(server, health);
    }

    private static void serveAnybody(NettyServerBuilder builder, List<ServerServiceDefinition> services) {
        Set<String> names = services.stream()
                .map(service -> service.getServiceDescriptor().getName())
                .collect(Collectors.toUnmodifiableSet());
        SmallMessages bounded = new SmallMessages(names);
        builder.addStreamTracerFactory(bounded);
        services.forEach(service -> builder.addService(ServerInterceptors.intercept(service, bounded)));
    }

    private static ServerCredentials credentials(TlsSettings tls) throws IOException {
        if (!tls.hasCertificate()) {
            return InsecureServerCredentials.create();
        }
        TlsServerCredentials.Builder builder = TlsServerCredentials.newBuilder()
                .keyManager(
                        java.util.Objects.requireNonNull(tls.certificateChain()).toFile(),
                        java.util.Objects.requireNonNull(tls.privateKey()).toFile());
        if (tls.trustedCertificates() != null) {
            builder.trustManager(tls.trustedCertificates().toFile())
                    .clientAuth(TlsServerCredentials.ClientAuth.OPTIONAL);
        }
        return builder.build();
    }

    /**
     * Where and how a server listens.
     *
     * @param service its name, for messages
     * @param address where
     * @param tls with a trusted authority, callers may present a certificate in place of a key
     * @param credentialsRequired whether its services refuse callers without credentials
     * @param insecure the operator accepts an unguarded address
     * @param executor runs the services' methods; the direct executor only if none of them blocks
     * @param maxMessageBytes largest request
     */
    public record Options(
            String service,
            BindAddress address,
            TlsSettings tls,
            boolean credentialsRequired,
            boolean insecure,
            Executor executor,
            int maxMessageBytes) {}

    /** A server that runs. */
    public static final class Running implements AutoCloseable {
        private final Server server;
        private final HealthStatusManager health;

        private Running(Server server, HealthStatusManager health) {
            this.server = server;
            this.health = health;
        }

        /** The port that it listens on. */
        public int port() {
            return server.getPort();
        }

        /** Sets a service's health; the empty name is the whole server's. */
        public void setServing(String service, boolean serving) {
            health.setStatus(
                    service,
                    serving
                            ? io.grpc.health.v1.HealthCheckResponse.ServingStatus.SERVING
                            : io.grpc.health.v1.HealthCheckResponse.ServingStatus.NOT_SERVING);
        }

        /** Says that it stops, takes no new calls, and gives running ones up to {@code graceMillis}. */
        public void stop(long graceMillis) {
            health.enterTerminalState();
            server.shutdown();
            try {
                if (!server.awaitTermination(graceMillis, TimeUnit.MILLISECONDS)) {
                    server.shutdownNow();
                }
            } catch (InterruptedException e) {
                server.shutdownNow();
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            stop(0);
        }
    }
}
