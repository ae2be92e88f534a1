package io.tiergate.dataplane.gateway;

/**
 * When a request's body was last heard of. It counts as far as it comes fast enough: one in drops would hold its connection, and what has come
 * of it, for ever. Times are of {@link System#nanoTime}. Not thread-safe.
 */
public final class Hearing {
    /** A body that comes more slowly than 1,024 bytes a second falls behind. */
    static final long NANOS_PER_BYTE = 1_000_000_000L / 1_024;

    private long heardNanos;
    /** Until when what has come of the body has taken its time. */
    private long earnedNanos;

    /** It is waited for from now on. */
    public Hearing(long nowNanos) {
        heardNanos = nowNanos;
        earnedNanos = nowNanos;
    }

    /** Some of a body has come. */
    public void body(int bytes, long nowNanos) {
        heardNanos = nowNanos;
        // A fast beginning earns no time for drops after it.
        long before = earnedNanos - nowNanos > 0 ? nowNanos : earnedNanos;
        earnedNanos = before + bytes * NANOS_PER_BYTE;
    }

    /** Since when it is waited for, at the latest. */
    public long lastNanos() {
        return earnedNanos - heardNanos < 0 ? earnedNanos : heardNanos;
    }
}
