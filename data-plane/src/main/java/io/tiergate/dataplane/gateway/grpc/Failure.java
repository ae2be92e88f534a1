package io.tiergate.dataplane.gateway.grpc;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.tiergate.dataplane.model.Refusal;
import io.tiergate.transport.Trailers;

/** Tells a refusal as a gRPC status, with the kind and the decision as trailers. */
final class Failure {
    private static final Metadata.Key<String> RETRY_AFTER =
            Metadata.Key.of("retry-after", Metadata.ASCII_STRING_MARSHALLER);

    private Failure() {}

    static StatusRuntimeException of(Refusal refusal, String decisionId) {
        Metadata trailers = new Metadata();
        trailers.put(Trailers.ERROR, refusal.kind().label());
        if (!decisionId.isEmpty()) {
            trailers.put(Trailers.DECISION_ID, decisionId);
        }
        if (refusal.retryAfterSeconds() > 0) {
            trailers.put(RETRY_AFTER, Long.toString(refusal.retryAfterSeconds()));
        }
        return Status.fromCode(refusal.kind().grpc())
                .withDescription(refusal.message())
                .asRuntimeException(trailers);
    }
}
