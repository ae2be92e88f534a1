package io.tiergate.simulator.dialect;

import org.jspecify.annotations.Nullable;

/** A request that the provider refuses with status 400. */
public final class InvalidRequestException extends Exception {
    private static final long serialVersionUID = 1;

    private final @Nullable String field;

    InvalidRequestException(@Nullable String field, String message) {
        super(message, null, false, false);
        this.field = field;
    }

    /** The error to send. */
    public Failure failure() {
        return new Failure(400, null, String.valueOf(getMessage()), field, null);
    }
}
