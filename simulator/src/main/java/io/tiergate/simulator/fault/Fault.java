package io.tiergate.simulator.fault;

import org.jspecify.annotations.Nullable;

/**
 * One thing that goes wrong with one call.
 *
 * @param kind what
 * @param status HTTP status of {@link FaultKind#STATUS}
 * @param retryAfterSeconds the {@code Retry-After} header beside a status; null for none
 * @param afterChunks how many pieces of text a stream carries before it is cut, stalled or garbled
 * @param latencyMillis how much later the answer begins
 */
public record Fault(
        FaultKind kind, int status, @Nullable Integer retryAfterSeconds, int afterChunks, long latencyMillis) {
    private static final long MAX_LATENCY_MILLIS = 3_600_000;

    public Fault {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("status must be 400 to 599");
        }
        if (retryAfterSeconds != null && retryAfterSeconds < 0) {
            throw new IllegalArgumentException("retry_after_s must be zero or more");
        }
        if (afterChunks < 0) {
            throw new IllegalArgumentException("after_chunks must be zero or more");
        }
        if (latencyMillis < 0 || latencyMillis > MAX_LATENCY_MILLIS) {
            throw new IllegalArgumentException("latency_ms must be zero to an hour");
        }
    }
}
