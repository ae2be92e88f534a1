package io.tiergate.dataplane.gateway.http;

/**
 * When a client was last heard of. A request's body counts as far as it comes fast enough: one in drops would hold its connection, and what has come
 * of it, for ever. Times are of {@link System#nanoTime}. Confined to its event loop.
 */
final class Hearing {
    /** A body that comes more slowly than 1,024 bytes a second falls behind. */
    static final long NANOS_PER_BYTE = 1_000_000_000L / 1_024;

    private long heardNanos;
    /** Until when what has come of the body has taken its time. */
    private long earnedNanos;

    Hearing(long nowNanos) {
        from(nowNanos);
    }

    /** Everything that was waited for until now has come. */
    void from(long nowNanos) {
        heardNanos = nowNanos;
        earnedNanos = nowNanos;
    }

    /** Some of a body has come. */
    void body(int bytes, long nowNanos) {
        heardNanos = nowNanos;
        earnedNanos += bytes * NANOS_PER_BYTE;
    }

    /** Since when it is waited for, at the latest. */
    long lastNanos() {
        return earnedNanos - heardNanos < 0 ? earnedNanos : heardNanos;
    }
}
