package io.tiergate.transport;

import io.grpc.Metadata;

/** Trailers of every refusal that an agent's gateway gives over gRPC; an error without them is not the agent's own word. */
public final class Trailers {
    /** The kind of error, for programs. */
    public static final Metadata.Key<String> ERROR =
            Metadata.Key.of("x-tiergate-error", Metadata.ASCII_STRING_MARSHALLER);

    /** The decision's id; absent where nothing was decided. */
    public static final Metadata.Key<String> DECISION_ID =
            Metadata.Key.of("x-tiergate-decision-id", Metadata.ASCII_STRING_MARSHALLER);

    private Trailers() {}
}
