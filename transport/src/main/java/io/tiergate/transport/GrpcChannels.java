package io.tiergate.transport;

import io.grpc.CallCredentials;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Opens gRPC channels: TLS where it is set, keepalive on. */
public final class GrpcChannels {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final long KEEPALIVE_SECONDS = 10;
    private static final long KEEPALIVE_TIMEOUT_SECONDS = 5;

    private GrpcChannels() {}

    /**
     * Opens a channel; it connects when first used.
     *
     * @param target {@code HOST:PORT}
     * @param tls plain text when nothing is set
     * @param maxMessageBytes largest answer
     * @throws IOException if a TLS file cannot be read
     */
    public static ManagedChannel open(String target, TlsSettings tls, int maxMessageBytes) throws IOException {
        return NettyChannelBuilder.forTarget(target, credentials(tls))
                .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEPALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .keepAliveWithoutCalls(true)
                .maxInboundMessageSize(maxMessageBytes)
                .build();
    }

    /** Opens a channel of plain text, for loopback; see {@link #open}. */
    public static ManagedChannel openPlain(String target, int maxMessageBytes) {
        try {
            return open(target, TlsSettings.NONE, maxMessageBytes);
        } catch (IOException e) {
            throw new IllegalStateException("no TLS file is read here", e);
        }
    }

    /** Call credentials that present an API key. They are sent over plain text too: loopback is the default. */
    public static CallCredentials bearer(String key) {
        Metadata headers = new Metadata();
        headers.put(AUTHORIZATION, "Bearer " + key);
        return new CallCredentials() {
            @Override
            public void applyRequestMetadata(RequestInfo info, Executor executor, MetadataApplier applier) {
                try {
                    applier.apply(headers);
                } catch (RuntimeException e) {
                    applier.fail(Status.UNAUTHENTICATED.withCause(e));
                }
            }
        };
    }

    private static ChannelCredentials credentials(TlsSettings tls) throws IOException {
        if (!tls.isSet()) {
            return InsecureChannelCredentials.create();
        }
        TlsChannelCredentials.Builder builder = TlsChannelCredentials.newBuilder();
        if (tls.trustedCertificates() != null) {
            builder.trustManager(tls.trustedCertificates().toFile());
        }
        if (tls.hasCertificate()) {
            builder.keyManager(
                    Objects.requireNonNull(tls.certificateChain()).toFile(),
                    Objects.requireNonNull(tls.privateKey()).toFile());
        }
        return builder.build();
    }
}
