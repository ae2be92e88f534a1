package io.tiergate.dataplane.cluster;

import org.jspecify.annotations.Nullable;

/** Settings with which no member is started; the message says what to do. */
public final class ClusterRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ClusterRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
