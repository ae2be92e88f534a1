package io.tiergate.dataplane.gateway.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.tiergate.dataplane.model.Refusal;
import io.tiergate.dataplane.model.Responder;
import io.tiergate.dataplane.model.RoutingInfo;
import io.tiergate.v1.Completion;

/** The way back to the caller of {@code Complete}. */
final class UnaryResponder implements Responder {
    private final ServerCallStreamObserver<Completion> call;
    private final boolean raw;
    private final CallerLeft left;

    UnaryResponder(ServerCallStreamObserver<Completion> call, boolean raw, CallerLeft left) {
        this.call = call;
        this.raw = raw;
        this.left = left;
    }

    @Override
    public void commit(RoutingInfo routing) {
        throw new IllegalStateException("a plain call cannot be committed to a stream");
    }

    @Override
    public void piece(byte[] chunk) {
        throw new IllegalStateException("a plain call takes no pieces");
    }

    @Override
    public void finish(Served served) {
        if (!call.isCancelled()) {
            call.onNext(Completions.of(served.answer(), served.routing(), raw));
            call.onCompleted();
        }
    }

    @Override
    public void fail(Refusal refusal, RoutingInfo routing) {
        if (!call.isCancelled()) {
            call.onError(Failure.of(refusal, routing.decisionId()));
        }
    }

    @Override
    public void onCancel(Runnable action) {
        left.onLeft(action);
    }
}
