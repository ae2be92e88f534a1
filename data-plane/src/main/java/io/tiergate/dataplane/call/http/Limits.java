package io.tiergate.dataplane.call.http;

/**
 * How long a call may take.
 *
 * @param connectMillis until there is a connection
 * @param firstByteMillis from then until the first byte of the answer
 * @param idleMillis between two stretches of it
 * @param deadlineNanos {@link System#nanoTime} by which all must be over
 */
record Limits(long connectMillis, long firstByteMillis, long idleMillis, long deadlineNanos) {
    private static final long NANOS_PER_MILLI = 1_000_000;

    long connectNanos() {
        return connectMillis * NANOS_PER_MILLI;
    }

    long firstByteNanos() {
        return firstByteMillis * NANOS_PER_MILLI;
    }

    long idleNanos() {
        return idleMillis * NANOS_PER_MILLI;
    }

    /** The shortest of them, at least a nanosecond; the deadline aside. */
    long shortestNanos() {
        return Math.max(1, Math.min(connectNanos(), Math.min(firstByteNanos(), idleNanos())));
    }
}
