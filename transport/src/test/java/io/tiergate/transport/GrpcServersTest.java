package io.tiergate.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GrpcServersTest {
    private static final int LARGE = 1 << 20;
    private static final String OVER = "x".repeat(SmallMessages.MAX_BYTES + 1);

    private static GrpcServers.Options options(BindAddress address, Executor executor) {
        return new GrpcServers.Options("agent a1", address, TlsSettings.NONE, true, false, executor, LARGE);
    }

    @Test
    void portTaken_isNamedWithItsRemedy() throws IOException {
        try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            BindAddress taken = new BindAddress("127.0.0.1", holder.getLocalPort());

            assertThatThrownBy(() -> GrpcServers.start(options(taken, GrpcServers.DIRECT), List.of()))
                    .isInstanceOf(CannotListenException.class)
                    .hasMessageStartingWith("agent a1 cannot listen on " + taken + " (")
                    .hasMessageContaining("Address already in use")
                    .hasMessageEndingWith("choose another, or 0 for any free one");
        }
    }

    /** A call of a server that runs its methods with some executor. */
    private interface Calling {
        void on(ManagedChannel channel) throws Exception;
    }

    private static void served(Calling calling) throws Exception {
        for (Executor executor : List.of(GrpcServers.DIRECT, Thread::startVirtualThread)) {
            try (GrpcServers.Running server =
                    GrpcServers.start(options(new BindAddress("127.0.0.1", 0), executor), List.of())) {
                server.setServing("", true);
                ManagedChannel channel = GrpcChannels.open("127.0.0.1:" + server.port(), TlsSettings.NONE, LARGE);
                try {
                    calling.on(channel);
                } finally {
                    channel.shutdownNow();
                }
            }
        }
    }

    private static HealthCheckResponse check(ManagedChannel channel, String service) {
        return HealthGrpc.newBlockingStub(channel)
                .withDeadlineAfter(30, TimeUnit.SECONDS)
                .check(HealthCheckRequest.newBuilder().setService(service).build());
    }

    @Test
    void strangersLongMessage_isRefused_andTheConnectionGoesOn() throws Exception {
        served(channel -> {
            for (String service : List.of(OVER, "x".repeat(LARGE / 2))) {
                StatusRuntimeException failure =
                        catchThrowableOfType(StatusRuntimeException.class, () -> check(channel, service));

                assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
                assertThat(failure.getStatus().getDescription()).contains("16384 bytes");
            }
            assertThat(check(channel, "").getStatus()).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
        });
    }

    @Test
    void manySmallMessagesOfOneCall_areServed_untilOneIsTooLong() throws Exception {
        ServerReflectionRequest small = ServerReflectionRequest.newBuilder()
                .setHost("x".repeat(10_000))
                .setListServices("")
                .build();
        served(channel -> {
            BlockingClientCall<ServerReflectionRequest, ServerReflectionResponse> call =
                    ClientCalls.blockingBidiStreamingCall(
                            channel,
                            ServerReflectionGrpc.getServerReflectionInfoMethod(),
                            CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS));
            for (int i = 0; i < 4; i++) {
                assertThat(call.write(small)).isTrue();
                ServerReflectionResponse listed = Objects.requireNonNull(call.read());
                assertThat(listed.getListServicesResponse().getServiceCount()).isEqualTo(2);
            }
            assertThat(call.write(small.toBuilder().setHost(OVER).build())).isTrue();
            assertThatThrownBy(call::read).hasMessageContaining("RESOURCE_EXHAUSTED");
        });
    }

    @Test
    void compressedMessage_isNotTaken() throws Exception {
        served(channel -> {
            StatusRuntimeException failure = catchThrowableOfType(
                    StatusRuntimeException.class,
                    () -> HealthGrpc.newBlockingStub(channel)
                            .withCompression("gzip")
                            .check(HealthCheckRequest.getDefaultInstance()));

            assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
        });
    }
}
