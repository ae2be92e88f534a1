package io.tiergate.dataplane.gateway.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.tiergate.dataplane.model.Answer;
import io.tiergate.dataplane.model.Refusal;
import io.tiergate.dataplane.model.Responder;
import io.tiergate.dataplane.model.RoutingInfo;
import io.tiergate.v1.Committed;
import io.tiergate.v1.Completion;
import io.tiergate.v1.CompletionEvent;
import io.tiergate.v1.ContentPart;
import io.tiergate.v1.Delta;
import io.tiergate.v1.Discarded;
import io.tiergate.v1.Escalated;
import io.tiergate.v1.Finished;
import io.tiergate.v1.Message;
import io.tiergate.v1.Started;
import io.tiergate.v1.ToolCall;
import io.tiergate.v1.ToolCallDelta;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The way back to the caller of {@code CompleteStream}: typed events, no faster than the caller takes them. */
final class StreamResponder implements Responder {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private final ServerCallStreamObserver<CompletionEvent> call;
    private final CallerLeft left;
    private final Duration patience;
    private final Runnable hangUp;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean committed;

    /**
     * The way back for one call.
     *
     * @param patience a caller that takes nothing for so long is hung up on
     * @param hangUp ends the call at once, with all that waits for its caller
     */
    StreamResponder(
            ServerCallStreamObserver<CompletionEvent> call, CallerLeft left, Duration patience, Runnable hangUp) {
        this.call = call;
        this.left = left;
        this.patience = patience;
        this.hangUp = hangUp;
    }

    /** The caller took something, or went away. */
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void admitted(String decisionId) {
        call.onNext(CompletionEvent.newBuilder()
                .setStarted(Started.newBuilder().setDecisionId(decisionId))
                .build());
    }

    @Override
    public void commit(RoutingInfo routing) {
        committed = true;
        send(CompletionEvent.newBuilder().setCommitted(committed(routing)).build());
    }

    @Override
    public void piece(byte[] chunk) {
        JsonNode parsed;
        try {
            parsed = MAPPER.readTree(chunk);
        } catch (JacksonException e) {
            return; // the provider's adapter has seen to it that chunks are JSON
        }
        for (JsonNode choice : parsed.path("choices")) {
            delta(choice.path("index").asInt(0), choice.path("delta"));
        }
    }

    @Override
    public void discarded(String target, String reason) {
        send(CompletionEvent.newBuilder()
                .setDiscarded(Discarded.newBuilder().setTarget(target).setReason(reason))
                .build());
    }

    @Override
    public void escalated(String fromTier, String toTier, String reason) {
        send(CompletionEvent.newBuilder()
                .setEscalated(Escalated.newBuilder()
                        .setFromTier(fromTier)
                        .setToTier(toTier)
                        .setReason(reason))
                .build());
    }

    @Override
    public void finish(Served served) {
        if (call.isCancelled()) {
            return;
        }
        Answer answer = served.answer();
        if (!committed) {
            call.onNext(CompletionEvent.newBuilder()
                    .setCommitted(committed(served.routing()))
                    .build());
            whole(Completions.of(answer, served.routing(), false));
        }
        call.onNext(CompletionEvent.newBuilder()
                .setFinished(Finished.newBuilder()
                        .setFinishReason(answer.finishReason())
                        .setModel(answer.model())
                        .setUsage(Completions.usage(answer.usage()))
                        .setRouting(Completions.routing(served.routing())))
                .build());
        call.onCompleted();
    }

    @Override
    public void fail(Refusal refusal, RoutingInfo routing) {
        if (!call.isCancelled()) {
            call.onError(Failure.of(refusal, routing.decisionId()));
        }
    }

    @Override
    public void onCancel(Runnable action) {
        left.onLeft(() -> {
            wake();
            action.run();
        });
    }

    private void delta(int choice, JsonNode delta) {
        String text = delta.path("content").asString("");
        if (!text.isEmpty()) {
            send(text(choice, text));
        }
        for (JsonNode call : delta.path("tool_calls")) {
            send(CompletionEvent.newBuilder()
                    .setToolCallDelta(ToolCallDelta.newBuilder()
                            .setChoice(choice)
                            .setIndex(call.path("index").asInt(0))
                            .setId(call.path("id").asString(""))
                            .setName(call.at("/function/name").asString(""))
                            .setArgumentsJson(call.at("/function/arguments").asString("")))
                    .build());
        }
    }

    /** A whole answer as the deltas that a stream of it would have had. */
    private void whole(Completion completion) {
        Message message = completion.getChoices(0).getMessage();
        for (ContentPart part : message.getContentList()) {
            if (!part.getText().isEmpty()) {
                call.onNext(text(0, part.getText()));
            }
        }
        List<ToolCall> calls = message.getToolCallsList();
        for (int i = 0; i < calls.size(); i++) {
            call.onNext(CompletionEvent.newBuilder()
                    .setToolCallDelta(ToolCallDelta.newBuilder()
                            .setIndex(i)
                            .setId(calls.get(i).getId())
                            .setName(calls.get(i).getName())
                            .setArgumentsJson(calls.get(i).getArgumentsJson()))
                    .build());
        }
    }

    private static CompletionEvent text(int choice, String text) {
        return CompletionEvent.newBuilder()
                .setDelta(Delta.newBuilder().setChoice(choice).setText(text))
                .build();
    }

    private static Committed committed(RoutingInfo routing) {
        return Committed.newBuilder()
                .setTier(routing.served().tier())
                .setTarget(routing.served().target())
                .build();
    }

    /** Sends one event when the caller has room for it. Runs on the request's virtual thread. */
    private void send(CompletionEvent event) {
        if (!sent(event)) {
            hangUp.run();
            throw CallerGoneException.stalled();
        }
    }

    /** False: the caller takes nothing. */
    private boolean sent(CompletionEvent event) {
        lock.lock();
        try {
            long nanos = patience.toNanos();
            while (!call.isReady() && !call.isCancelled()) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = changed.awaitNanos(nanos);
            }
            if (call.isCancelled()) {
                throw new CallerGoneException();
            }
            call.onNext(event);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallerGoneException();
        } finally {
            lock.unlock();
        }
    }
}
