package io.tiergate.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A door before a service, on a real connection. */
@Timeout(60)
class DoorTest {
    private static final int LARGE = 1 << 20;
    private static final Context.Key<String> WHO = Context.key("who");
    private static final Door DOOR = new Door(
            presented -> presented.equals(new PresentedCredential.BearerKey("good"))
                    ? Context.current().withValue(WHO, "friend")
                    : null,
            "the key of this test");
    private static final MethodDescriptor<HealthCheckRequest, HealthCheckResponse> ASK =
            HealthGrpc.getCheckMethod().toBuilder()
                    .setFullMethodName("test.Ask/Ask")
                    .build();
    /** Serves where it is told that a friend calls. */
    private static final BindableService SERVICE = () -> ServerServiceDefinition.builder("test.Ask")
            .addMethod(ASK, ServerCalls.asyncUnaryCall((request, responses) -> {
                responses.onNext(HealthCheckResponse.newBuilder()
                        .setStatus("friend".equals(WHO.get()) ? ServingStatus.SERVING : ServingStatus.NOT_SERVING)
                        .build());
                responses.onCompleted();
            }))
            .build();

    private GrpcServers.Running server;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws IOException {
        server = GrpcServers.start(
                new GrpcServers.Options(
                        "test",
                        new BindAddress("127.0.0.1", 0),
                        TlsSettings.NONE,
                        true,
                        false,
                        Thread::startVirtualThread,
                        LARGE),
                Door.before(List.of(SERVICE), DOOR));
        channel = GrpcChannels.open("127.0.0.1:" + server.port(), TlsSettings.NONE, LARGE);
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.close();
    }

    private static CallOptions options() {
        return CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS);
    }

    @Test
    void stranger_isSentAway_beforeAnythingOfTheMessageCame() {
        for (CallOptions stranger : List.of(options(), options().withCallCredentials(GrpcChannels.bearer("bad")))) {
            BlockingClientCall<HealthCheckRequest, HealthCheckResponse> silent =
                    ClientCalls.blockingBidiStreamingCall(channel, ASK, stranger);

            assertThatThrownBy(silent::read)
                    .hasMessageContaining("UNAUTHENTICATED: no valid credential: present the key of this test");
        }
    }

    @Test
    void whoIsKnown_isServed_andTheServiceIsToldWhoItIs() {
        HealthCheckResponse reply = ClientCalls.blockingUnaryCall(
                channel,
                ASK,
                options().withCallCredentials(GrpcChannels.bearer("good")),
                HealthCheckRequest.newBuilder()
                        .setService("x".repeat(LARGE / 2))
                        .build());

        assertThat(reply.getStatus()).isEqualTo(ServingStatus.SERVING);
    }
}
