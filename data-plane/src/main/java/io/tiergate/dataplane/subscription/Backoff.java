package io.tiergate.dataplane.subscription;

import java.time.Duration;

/**
 * How long to wait before the next attempt: exponential with full jitter (M. Brooker, "Exponential Backoff And Jitter", AWS Architecture
 * Blog, 2015), so that a fleet does not come back all at once.
 *
 * @param first ceiling after one failure
 * @param most ceiling that no number of failures exceeds
 */
record Backoff(Duration first, Duration most) {
    /** What agents use. */
    static final Backoff STANDARD = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));

    private static final int MAX_DOUBLINGS = 30;

    /**
     * The wait.
     *
     * @param failures in a row, from 1
     * @param draw uniform in [0, 1)
     */
    Duration after(int failures, double draw) {
        long ceiling = Math.min(most.toNanos(), first.toNanos() << Math.min(failures - 1, MAX_DOUBLINGS));
        return Duration.ofNanos((long) (ceiling * draw));
    }
}
