package io.tiergate.dataplane.gateway.grpc;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.tiergate.dataplane.model.Refusal;

/** Tells a refusal as a gRPC status, with the kind and the decision as trailers. */
final class Failure {
    private static final Metadata.Key<String> ERROR = key("x-tiergate-error");
    private static final Metadata.Key<String> DECISION = key("x-tiergate-decision-id");
    private static final Metadata.Key<String> RETRY_AFTER = key("retry-after");

    private Failure() {}

    static StatusRuntimeException of(Refusal refusal, String decisionId) {
        Metadata trailers = new Metadata();
        trailers.put(ERROR, refusal.kind().label());
        if (!decisionId.isEmpty()) {
            trailers.put(DECISION, decisionId);
        }
        if (refusal.retryAfterSeconds() > 0) {
            trailers.put(RETRY_AFTER, Long.toString(refusal.retryAfterSeconds()));
        }
        return Status.fromCode(refusal.kind().grpc())
                .withDescription(refusal.message())
                .asRuntimeException(trailers);
    }

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }
}
