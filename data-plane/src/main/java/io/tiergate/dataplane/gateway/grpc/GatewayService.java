package io.tiergate.dataplane.gateway.grpc;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.tiergate.dataplane.gateway.FeedbackDesk;
import io.tiergate.dataplane.gateway.Taking;
import io.tiergate.dataplane.model.ChatRequest;
import io.tiergate.dataplane.model.ChatRequestReader;
import io.tiergate.dataplane.model.Declared;
import io.tiergate.dataplane.model.ErrorKind;
import io.tiergate.dataplane.model.Exchange;
import io.tiergate.dataplane.model.Exchange.Api;
import io.tiergate.dataplane.model.Refusal;
import io.tiergate.dataplane.model.Responder;
import io.tiergate.dataplane.pipeline.Pipeline;
import io.tiergate.transport.CallerCredentials;
import io.tiergate.v1.CompleteRequest;
import io.tiergate.v1.Completion;
import io.tiergate.v1.CompletionEvent;
import io.tiergate.v1.Decision;
import io.tiergate.v1.FeedbackReply;
import io.tiergate.v1.FeedbackRequest;
import io.tiergate.v1.GatewayGrpc;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The gRPC way in. None of its methods blocks, so that it may run on gRPC's own threads. */
public final class GatewayService extends GatewayGrpc.GatewayImplBase {
    /** Longer than any policy's. */
    private static final long MAX_DEADLINE_SECONDS = 1_000_000_000;

    /** Stands for a message that cannot be read; told from others by being this one. */
    static final CompleteRequest UNREADABLE =
            CompleteRequest.newBuilder().setModel("unreadable").build();

    private final Pipeline pipeline;
    private final FeedbackDesk feedback;
    private final Duration patience;

    /**
     * A service in front of a pipeline.
     *
     * @param patience how long a caller may be quiet when it is its turn
     */
    public GatewayService(Pipeline pipeline, FeedbackDesk feedback, Duration patience) {
        this.pipeline = pipeline;
        this.feedback = feedback;
        this.patience = Taking.stalled(patience);
    }

    @Override
    public void complete(CompleteRequest request, StreamObserver<Completion> observer) {
        long arrival = System.nanoTime();
        ServerCallStreamObserver<Completion> call = (ServerCallStreamObserver<Completion>) observer;
        CallerLeft left = new CallerLeft();
        call.setOnCancelHandler(left);
        switch (read(request, false)) {
            case ChatRequestReader.Result.Unreadable unreadable -> refuse(unreadable.refusal(), arrival, call);
            case ChatRequestReader.Result.Read read -> {
                boolean raw = !request.getExtraJson().isEmpty();
                serve(read.request(), request, arrival, new UnaryResponder(call, raw, left));
            }
        }
    }

    @Override
    public void completeStream(CompleteRequest request, StreamObserver<CompletionEvent> observer) {
        long arrival = System.nanoTime();
        ServerCallStreamObserver<CompletionEvent> call = (ServerCallStreamObserver<CompletionEvent>) observer;
        CallerLeft left = new CallerLeft();
        MessageRoom.Message message = MessageRoom.current();
        StreamResponder responder =
                new StreamResponder(call, left, patience, message == null ? () -> {} : message::hangUp);
        call.setOnCancelHandler(left);
        call.setOnReadyHandler(responder::wake);
        switch (read(request, true)) {
            case ChatRequestReader.Result.Unreadable unreadable -> refuse(unreadable.refusal(), arrival, call);
            case ChatRequestReader.Result.Read read -> serve(read.request(), request, arrival, responder);
        }
    }

    @Override
    public void decide(CompleteRequest request, StreamObserver<Decision> observer) {
        switch (read(request, false)) {
            case ChatRequestReader.Result.Unreadable unreadable ->
                observer.onError(Failure.of(unreadable.refusal(), ""));
            case ChatRequestReader.Result.Read read -> {
                Refusal bad = badDeclaration(request.getDeclared());
                if (bad != null) {
                    observer.onError(Failure.of(bad, ""));
                    return;
                }
                Exchange exchange = exchange(read.request(), request, System.nanoTime(), new NobodyWaits());
                pipeline.decide(exchange, decided -> tell(decided, observer));
            }
        }
    }

    private static void tell(Pipeline.Decided decided, StreamObserver<Decision> observer) {
        switch (decided) {
            case Pipeline.Decided.No no -> observer.onError(Failure.of(no.refusal(), ""));
            case Pipeline.Decided.Yes yes -> {
                observer.onNext(Explanation.of(yes));
                observer.onCompleted();
            }
        }
    }

    @Override
    public void feedback(FeedbackRequest request, StreamObserver<FeedbackReply> observer) {
        Refusal refusal = feedback.accept(
                CallerCredentials.current(),
                new FeedbackDesk.Judgement(
                        request.getDecisionId(), request.getScore(), request.getSource(), request.getComment()));
        if (refusal != null) {
            observer.onError(Failure.of(refusal, request.getDecisionId()));
            return;
        }
        observer.onNext(FeedbackReply.getDefaultInstance());
        observer.onCompleted();
    }

    private void serve(ChatRequest chat, CompleteRequest request, long arrival, Responder responder) {
        Refusal bad = badDeclaration(request.getDeclared());
        if (bad != null) {
            responder.fail(bad, pipeline.refuse(Api.GRPC, arrival, bad));
            return;
        }
        pipeline.serve(exchange(chat, request, arrival, responder));
    }

    private static Exchange exchange(ChatRequest chat, CompleteRequest request, long arrival, Responder responder) {
        return new Exchange(Api.GRPC, chat, declared(request), CallerCredentials.current(), arrival, responder);
    }

    @SuppressWarnings("ReferenceEquality") // an equal one was read
    private static ChatRequestReader.Result read(CompleteRequest request, boolean stream) {
        if (request == UNREADABLE) {
            return new ChatRequestReader.Result.Unreadable(
                    Refusal.of(
                            ErrorKind.INVALID_REQUEST,
                            "the message is no CompleteRequest, or a text in it is not valid UTF-8: send what generated stubs write"));
        }
        try {
            return ChatRequestWriter.write(request, stream);
        } catch (BadRequestException e) {
            return new ChatRequestReader.Result.Unreadable(
                    Refusal.of(ErrorKind.INVALID_REQUEST, String.valueOf(e.getMessage())));
        }
    }

    private void refuse(Refusal refusal, long arrival, StreamObserver<?> call) {
        String decisionId = pipeline.refuse(Api.GRPC, arrival, refusal).decisionId();
        call.onError(Failure.of(refusal, decisionId));
    }

    private static @Nullable Refusal badDeclaration(io.tiergate.v1.Declared declared) {
        String stakes = declared.getStakes();
        if (!stakes.isEmpty() && !stakes.equals("low") && !stakes.equals("high")) {
            return Refusal.of(ErrorKind.INVALID_REQUEST, "declared.stakes is 'low' or 'high'");
        }
        String tooLong = tooLong(declared);
        if (tooLong != null) {
            return Refusal.of(
                    ErrorKind.INVALID_REQUEST,
                    "declared." + tooLong + " has at most " + Declared.MAX_VALUE_CHARS + " characters");
        }
        return areTooManyOrTooLong(declared.getTagsMap())
                ? Refusal.of(
                        ErrorKind.INVALID_REQUEST,
                        "declared.tags has at most " + Declared.MAX_TAGS + " tags of at most " + Declared.MAX_TAG_CHARS
                                + " characters")
                : null;
    }

    /** The first field that is too long, or null. */
    private static @Nullable String tooLong(io.tiergate.v1.Declared declared) {
        if (isTooLong(declared.getTask())) {
            return "task";
        }
        if (isTooLong(declared.getDomain())) {
            return "domain";
        }
        if (isTooLong(declared.getSession())) {
            return "session";
        }
        if (isTooLong(declared.getUser())) {
            return "user";
        }
        return isTooLong(declared.getAtLeast()) ? "at_least" : null;
    }

    private static boolean isTooLong(String value) {
        return value.length() > Declared.MAX_VALUE_CHARS;
    }

    private static boolean areTooManyOrTooLong(Map<String, String> tags) {
        if (tags.size() > Declared.MAX_TAGS) {
            return true;
        }
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            if (Math.max(tag.getKey().length(), tag.getValue().length()) > Declared.MAX_TAG_CHARS) {
                return true;
            }
        }
        return false;
    }

    private static Declared declared(CompleteRequest request) {
        Deadline deadline = Context.current().getDeadline();
        if (!request.hasDeclared()) {
            return deadline == null ? Declared.NOTHING : Declared.NOTHING.withDeadline(millis(null, deadline));
        }
        io.tiergate.v1.Declared said = request.getDeclared();
        return new Declared(
                orNull(said.getTask()),
                orNull(said.getDomain()),
                orNull(said.getStakes()),
                orNull(said.getSession()),
                orNull(said.getUser()),
                said.getTagsMap(),
                orNull(said.getAtLeast()),
                said.getNoCache(),
                millis(said.hasDeadline() ? said.getDeadline() : null, deadline),
                said.getMinGeneration());
    }

    /** The nearer of what the message and the call say; null: neither says anything. */
    private static @Nullable Long millis(com.google.protobuf.@Nullable Duration said, @Nullable Deadline call) {
        Long own = said == null
                ? null
                : Math.min(said.getSeconds(), MAX_DEADLINE_SECONDS) * 1_000 + said.getNanos() / 1_000_000;
        Long calls = call == null ? null : call.timeRemaining(TimeUnit.MILLISECONDS);
        if (own == null || calls == null) {
            return own == null ? calls : own;
        }
        return Math.min(own, calls);
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    /** Takes no answer: for requests that are only decided on. */
    private static final class NobodyWaits implements Responder {
        @Override
        public void commit(io.tiergate.dataplane.model.RoutingInfo routing) {}

        @Override
        public void piece(byte[] chunk) {}

        @Override
        public void finish(Served served) {}

        @Override
        public void fail(Refusal refusal, io.tiergate.dataplane.model.RoutingInfo routing) {}

        @Override
        public void onCancel(Runnable action) {}
    }
}
