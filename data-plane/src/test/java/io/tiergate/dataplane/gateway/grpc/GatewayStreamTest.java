package io.tiergate.dataplane.gateway.grpc;

import static io.tiergate.dataplane.Upstream.callsTool;
import static io.tiergate.dataplane.Upstream.says;
import static io.tiergate.dataplane.Upstream.status;
import static io.tiergate.dataplane.Upstream.streamsThenBreaks;
import static io.tiergate.dataplane.Upstream.streamsThenHangs;
import static io.tiergate.dataplane.gateway.grpc.Requests.ask;
import static io.tiergate.dataplane.gateway.grpc.Requests.stub;
import static io.tiergate.dataplane.gateway.grpc.Requests.trailer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.tiergate.dataplane.LocalAgent;
import io.tiergate.dataplane.Upstream;
import io.tiergate.transport.GrpcChannels;
import io.tiergate.v1.CacheState;
import io.tiergate.v1.CompleteRequest;
import io.tiergate.v1.CompletionEvent;
import io.tiergate.v1.CompletionEvent.EventCase;
import io.tiergate.v1.GatewayGrpc;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code CompleteStream}: typed events, in their order, and how a stream ends. */
@Timeout(180)
class GatewayStreamTest {
    private final LocalAgent agent = LocalAgent.running();
    private final CountDownLatch hungUp = new CountDownLatch(1);

    @AfterEach
    void close() throws IOException {
        agent.close();
    }

    @Test
    void liveStream_isStartedCommittedDeltasFinished() {
        agent.upstream().model("small", says("One two three"));

        List<CompletionEvent> events = events("support");

        assertThat(kinds(events))
                .containsExactly(
                        EventCase.STARTED,
                        EventCase.COMMITTED,
                        EventCase.DELTA,
                        EventCase.DELTA,
                        EventCase.DELTA,
                        EventCase.FINISHED);
        assertThat(text(events)).isEqualTo("One two three");
        assertThat(events.get(1).getCommitted().getTier()).isEqualTo("small");
        assertThat(events.get(1).getCommitted().getTarget()).isEqualTo("p/small");
        var finished = events.getLast().getFinished();
        assertThat(finished.getFinishReason()).isEqualTo("stop");
        assertThat(finished.getModel()).isEqualTo("small");
        assertThat(finished.getUsage().getInput()).isEqualTo(10);
        assertThat(finished.getRouting().getCostMicros()).isEqualTo(20);
        String id = agent.record().header().id();
        assertThat(events.getFirst().getStarted().getDecisionId()).isEqualTo(id);
        assertThat(finished.getRouting().getDecisionId()).isEqualTo(id);
    }

    @Test
    void heldRungs_sayWhatWasDiscardedAndWhereItClimbed() {
        agent.upstream()
                .model("small", says("a feature"))
                .model("mid", status(400))
                .model("frontier", says("bug"));

        List<CompletionEvent> events = events("support/label");

        assertThat(kinds(events))
                .containsExactly(
                        EventCase.STARTED,
                        EventCase.DISCARDED,
                        EventCase.ESCALATED,
                        EventCase.DISCARDED,
                        EventCase.ESCALATED,
                        EventCase.COMMITTED,
                        EventCase.DELTA,
                        EventCase.FINISHED);
        assertThat(events.get(1).getDiscarded().getTarget()).isEqualTo("p/small");
        assertThat(events.get(1).getDiscarded().getReason()).startsWith("labels");
        assertThat(events.get(2).getEscalated().getFromTier()).isEqualTo("small");
        assertThat(events.get(2).getEscalated().getToTier()).isEqualTo("mid");
        assertThat(events.get(4).getEscalated().getReason()).isEqualTo("bad_request");
        assertThat(events.getLast().getFinished().getRouting().getEscalations()).isEqualTo(1);
        agent.record();
    }

    @Test
    void heldRungThatPasses_isToldAsAStream() {
        agent.upstream().model("small", says("bug"));

        List<CompletionEvent> events = events("support/label");

        assertThat(kinds(events))
                .containsExactly(EventCase.STARTED, EventCase.COMMITTED, EventCase.DELTA, EventCase.FINISHED);
        agent.record();
    }

    @Test
    void hit_isToldAsAStream() {
        agent.upstream().model("small", says("One two"));
        events("support");

        List<CompletionEvent> events = events("support");

        assertThat(kinds(events))
                .containsExactly(EventCase.STARTED, EventCase.COMMITTED, EventCase.DELTA, EventCase.FINISHED);
        assertThat(text(events)).isEqualTo("One two");
        assertThat(events.getLast().getFinished().getRouting().getCache()).isEqualTo(CacheState.CACHE_STATE_EXACT);
        agent.records(2);
    }

    @Test
    void toolCalls_areDeltasOfTheirOwn() {
        agent.upstream().model("frontier", callsTool());

        List<CompletionEvent> events = events("p/frontier");

        assertThat(events)
                .filteredOn(CompletionEvent::hasToolCallDelta)
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.getToolCallDelta().getName()).isEqualTo("add");
                    assertThat(event.getToolCallDelta().getId()).isEqualTo("call-1");
                    assertThat(event.getToolCallDelta().getArgumentsJson()).isEqualTo("{\"a\":1}");
                });
        assertThat(events.getLast().getFinished().getFinishReason()).isEqualTo("tool_calls");
        agent.record();
    }

    @Test
    void streamThatBreaksAfterCommitted_endsWithAnError_neverFinished() {
        agent.upstream().model("small", streamsThenBreaks("Once upon"));
        List<CompletionEvent> events = new ArrayList<>();

        StatusRuntimeException failure = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> stub(agent).completeStream(ask("support", "Hi").build()).forEachRemaining(events::add));

        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(trailer(failure, "x-tiergate-error")).isEqualTo("cut");
        assertThat(trailer(failure, "x-tiergate-decision-id"))
                .isEqualTo(agent.record().header().id());
        assertThat(kinds(events)).containsExactly(EventCase.STARTED, EventCase.COMMITTED, EventCase.DELTA);
    }

    @Test
    void streamThatBreaksBeforeCommitted_fallsBack() {
        agent.upstream()
                .model("small", (request, wire) -> {
                    wire.stream();
                    wire.close();
                })
                .model("mid", says("Whole"));

        List<CompletionEvent> events = events("support");

        assertThat(text(events)).isEqualTo("Whole");
        assertThat(kinds(events))
                .endsWith(EventCase.ESCALATED, EventCase.COMMITTED, EventCase.DELTA, EventCase.FINISHED);
        agent.record();
    }

    @Test
    void refusedStream_hasNoEvents() {
        Iterator<CompletionEvent> events =
                stub(agent).completeStream(ask("nope", "Hi").build());

        StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, events::hasNext);

        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
        agent.record();
    }

    @Test
    void callerThatCancels_cancelsTheCall_andIsRecordedAsCancelled() throws InterruptedException {
        agent.upstream().model("small", streamsThenHangs("Once", hungUp));
        try (Context.CancellableContext context = Context.current().withCancellation()) {
            context.run(() -> {
                Iterator<CompletionEvent> events =
                        stub(agent).completeStream(ask("support", "Hi").build());
                while (!events.next().hasDelta()) {
                    // until the stream is under way
                }
            });
        }

        assertThat(hungUp.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(LocalAgent.json(agent.record())).contains("\"why\":\"cancelled\"");
    }

    @Test
    void callerThatCancelsWhileARungIsHeld_isRecordedAsCancelled() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        agent.upstream().model("small", (request, wire) -> {
            asked.countDown();
            wire.awaitClosed(hungUp);
        });
        try (Context.CancellableContext context = Context.current().withCancellation()) {
            context.run(() -> assertThat(stub(agent)
                            .completeStream(ask("support/label", "Hi").build())
                            .next()
                            .hasStarted())
                    .isTrue());
            assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(hungUp.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(LocalAgent.json(agent.record())).contains("\"why\":\"cancelled\"");
    }

    @Test
    void callerThatReadsSlowly_holdsTheProviderBack() throws Exception {
        int pieceBytes = 16 * 1024;
        int pieces = 1_500;
        AtomicInteger sent = new AtomicInteger();
        String delta = "{\"content\":\"" + "x".repeat(pieceBytes) + "\"}";
        agent.upstream().model("small", (request, wire) -> {
            wire.stream();
            for (int i = 0; i < pieces; i++) {
                wire.event(Upstream.chunk("small", delta, "null"));
                sent.incrementAndGet();
            }
            Upstream.endStream(request, wire, "stop");
        });
        Reader reader = new Reader();
        GatewayGrpc.newStub(agent.channel())
                .withCallCredentials(GrpcChannels.bearer(LocalAgent.ACME))
                .completeStream(ask("support", "Hi").build(), reader);
        reader.started.get(60, TimeUnit.SECONDS);
        Upstream.awaitStandstill(sent);

        assertThat(sent.get() * (long) pieceBytes).isLessThan(16L << 20);

        reader.readOn();
        assertThat(reader.ended.get(120, TimeUnit.SECONDS)).isEqualTo(pieces);
        agent.record();
    }

    /** Reads one event, and the others when told so. */
    private static final class Reader implements ClientResponseObserver<CompleteRequest, CompletionEvent> {
        final CompletableFuture<ClientCallStreamObserver<CompleteRequest>> call = new CompletableFuture<>();
        final CompletableFuture<Boolean> started = new CompletableFuture<>();
        /** Deltas that came. */
        final CompletableFuture<Integer> ended = new CompletableFuture<>();

        private int deltas;

        void readOn() {
            call.join().request(Integer.MAX_VALUE);
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<CompleteRequest> stream) {
            stream.disableAutoRequestWithInitial(1);
            call.complete(stream);
        }

        @Override
        public void onNext(CompletionEvent event) {
            started.complete(event.hasStarted());
            deltas += event.hasDelta() ? 1 : 0;
        }

        @Override
        public void onError(Throwable failure) {
            ended.completeExceptionally(failure);
        }

        @Override
        public void onCompleted() {
            ended.complete(deltas);
        }
    }

    private List<CompletionEvent> events(String model) {
        List<CompletionEvent> events = new ArrayList<>();
        stub(agent).completeStream(ask(model, "Hi").build()).forEachRemaining(events::add);
        return events;
    }

    private static List<EventCase> kinds(List<CompletionEvent> events) {
        return events.stream().map(CompletionEvent::getEventCase).toList();
    }

    private static String text(List<CompletionEvent> events) {
        StringBuilder text = new StringBuilder();
        events.forEach(event -> text.append(event.getDelta().getText()));
        return text.toString();
    }
}
