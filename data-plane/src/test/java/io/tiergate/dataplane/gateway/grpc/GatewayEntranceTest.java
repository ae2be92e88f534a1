package io.tiergate.dataplane.gateway.grpc;

import static io.tiergate.dataplane.Upstream.after;
import static io.tiergate.dataplane.Upstream.says;
import static io.tiergate.dataplane.gateway.grpc.Requests.ask;
import static io.tiergate.dataplane.gateway.grpc.Requests.assertFailure;
import static io.tiergate.dataplane.gateway.grpc.Requests.failure;
import static io.tiergate.dataplane.gateway.grpc.Requests.stub;
import static io.tiergate.dataplane.gateway.grpc.Requests.trailer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.tiergate.dataplane.Await;
import io.tiergate.dataplane.LocalAgent;
import io.tiergate.transport.GrpcChannels;
import io.tiergate.v1.CompleteRequest;
import io.tiergate.v1.Completion;
import io.tiergate.v1.GatewayGrpc;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers that are not let in over gRPC, and messages that are not taken: strangers, limits, too large a message, no room. */
@Timeout(180)
class GatewayEntranceTest {
    private final LocalAgent agent = LocalAgent.running();

    @AfterEach
    void close() throws IOException {
        agent.close();
    }

    @Test
    void callerThatNobodyKnows_isRefused() {
        CompleteRequest request = ask("support", "Hi").build();
        assertFailure(
                catchThrowableOfType(
                        StatusRuntimeException.class,
                        () -> Requests.anonymous(agent).complete(request)),
                Status.Code.UNAUTHENTICATED,
                "unauthenticated",
                "authorization: Bearer KEY");
        assertFailure(
                catchThrowableOfType(
                        StatusRuntimeException.class,
                        () -> stub(agent, "tg_acme_d3Jvbmc").complete(request)),
                Status.Code.UNAUTHENTICATED,
                "unauthenticated",
                "revoked");
        assertFailure(
                catchThrowableOfType(
                        StatusRuntimeException.class,
                        () -> stub(agent, LocalAgent.VIEWER).complete(request)),
                Status.Code.PERMISSION_DENIED,
                "forbidden",
                "lacks role caller");
        assertThat(agent.records(3)).noneMatch(record -> LocalAgent.json(record).contains("d3Jvbmc"));
    }

    /** The key is refused, though no message has come. */
    @ParameterizedTest
    @ValueSource(strings = {"Complete", "CompleteStream", "Decide", "Feedback"})
    void stranger_isSentAwayBeforeItsMessageIsRead(String method) throws Exception {
        CompletableFuture<Status> ended = new CompletableFuture<>();
        ClientCall<CompleteRequest, Completion> call = agent.channel()
                .newCall(
                        GatewayGrpc.getCompleteMethod().toBuilder()
                                .setFullMethodName("tiergate.v1.Gateway/" + method)
                                .build(),
                        CallOptions.DEFAULT.withCallCredentials(GrpcChannels.bearer("tg_acme_d3Jvbmc")));
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        ended.complete(status);
                    }
                },
                new Metadata());
        call.request(1);

        assertThat(ended.get(60, TimeUnit.SECONDS).getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        agent.records(method.startsWith("Complete") ? 1 : 0);
    }

    @Test
    void tenantOverItsLimit_isToldWhenToTryAgain() {
        agent.upstream().model("small", says("Hello"));
        CompleteRequest request = ask("support", "Hi").build();
        stub(agent, LocalAgent.LIMITED).complete(request);

        StatusRuntimeException failure = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> stub(agent, LocalAgent.LIMITED).complete(request));

        assertFailure(failure, Status.Code.RESOURCE_EXHAUSTED, "rate_limited", "requests a minute");
        assertThat(Integer.parseInt(Objects.requireNonNull(trailer(failure, "retry-after"))))
                .isBetween(1, 60);
        agent.records(2);
    }

    @Test
    void messageOverTheLimit_isResourceExhausted_andTheConnectionGoesOn() {
        agent.upstream().model("small", says("Hello"));

        StatusRuntimeException failure = failure(agent, ask("support", "x".repeat(LocalAgent.MAX_BODY_BYTES)));

        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        stub(agent).complete(ask("support", "Hi").build());
        agent.record();
    }

    @Test
    void messagesThatFindNoRoom_areRefused_untilOthersAreOver() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        agent.upstream().model("small", says("Hello")).model("frontier", (request, wire) -> {
            asked.countDown();
            after(gate, says("Long read")).answer(request, wire);
        });
        CompleteRequest large = ask("support", "x".repeat(9 << 20)).build();
        var holding = GatewayGrpc.newFutureStub(agent.channel())
                .withCallCredentials(GrpcChannels.bearer(LocalAgent.ACME))
                .complete(large);
        assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();

        StatusRuntimeException failure = failure(agent, large.toBuilder());
        assertFailure(failure, Status.Code.RESOURCE_EXHAUSTED, "overloaded", "no room for so large a request");
        assertThat(trailer(failure, "retry-after")).isEqualTo("1");
        assertThat(stub(agent).complete(ask("support", "Hi").build()).getModel())
                .isEqualTo("small");

        gate.countDown();
        assertThat(holding.get(60, TimeUnit.SECONDS).getModel()).isEqualTo("frontier");
        Await.until("all room is given back", () -> agent.roomLeft() == LocalAgent.ROOM_BYTES);
        CompleteRequest other = ask("support", "y".repeat(9 << 20)).build();
        assertThat(stub(agent).complete(other).getModel()).isEqualTo("frontier");
        agent.records(4);
    }

    @Test
    void compressedMessage_isNotTaken_andTheConnectionGoesOn() {
        agent.upstream().model("small", says("Hello"));
        CompleteRequest request = ask("support", "Hi").build();

        StatusRuntimeException failure = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> stub(agent).withCompression("gzip").complete(request));

        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
        assertThat(stub(agent).complete(request).getModel()).isEqualTo("small");
        agent.record();
    }

    @Test
    void messageThatIsLost_isNotTakenForUnreadable() {
        Status lost = Status.RESOURCE_EXHAUSTED.withDescription("too large");
        InputStream stream = new InputStream() {
            @Override
            public int read() {
                throw lost.asRuntimeException();
            }

            @Override
            public int read(byte[] into, int from, int length) {
                throw lost.asRuntimeException();
            }
        };
        var method = Entrance.to(
                        new GatewayService(
                                agent.pipeline(), (credential, judgement) -> null, java.time.Duration.ofSeconds(60)),
                        agent.pipeline())
                .bindService()
                .getMethod(GatewayGrpc.getCompleteMethod().getFullMethodName());

        assertThatThrownBy(() ->
                        Objects.requireNonNull(method).getMethodDescriptor().parseRequest(stream))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("too large");
    }
}
