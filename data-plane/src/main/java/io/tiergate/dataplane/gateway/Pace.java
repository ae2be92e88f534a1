package io.tiergate.dataplane.gateway;

/**
 * Since when nothing has come of a body, or been taken of an answer. Bytes count as far as they move fast enough: a body in drops would hold its
 * connection, and what has come of it, for ever. Times are of {@link System#nanoTime}. Not thread-safe.
 */
public final class Pace {
    /** What moves more slowly than 1,024 bytes a second falls behind. */
    static final long NANOS_PER_BYTE = 1_000_000_000L / 1_024;

    private long movedNanos;
    /** Until when what has moved has taken its time. */
    private long earnedNanos;

    /** It is waited for from now on. */
    public Pace(long nowNanos) {
        movedNanos = nowNanos;
        earnedNanos = nowNanos;
    }

    /** So many bytes more have come, or were taken. */
    public void moved(int bytes, long nowNanos) {
        movedNanos = nowNanos;
        // A fast beginning earns no time for drops after it.
        long before = earnedNanos - nowNanos > 0 ? nowNanos : earnedNanos;
        earnedNanos = before + bytes * NANOS_PER_BYTE;
    }

    /** Since when it is waited for, at the latest. */
    public long lastNanos() {
        return earnedNanos - movedNanos < 0 ? earnedNanos : movedNanos;
    }
}
