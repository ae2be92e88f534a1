package io.tiergate.systemtests;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Asks again and again, where nothing tells when it is so. */
final class Eventually {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private Eventually() {}

    /** A question that may fail while what it asks is not there. */
    @FunctionalInterface
    interface Question {
        boolean isSo() throws Exception;
    }

    /** Waits until it is so. */
    static void so(String what, Question question) {
        long end = System.nanoTime() + LiveStack.BOUND.toNanos();
        Exception last = null;
        while (System.nanoTime() < end) {
            try {
                if (question.isSo()) {
                    return;
                }
                last = null;
            } catch (Exception e) {
                last = e;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        throw new AssertionError("not within " + LiveStack.BOUND.toSeconds() + " s: " + what, last);
    }
}
