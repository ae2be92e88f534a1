package io.tiergate.controlplane.stream;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Alarms on one thread. */
public final class ScheduledAlarms implements Alarms, AutoCloseable {
    private final ScheduledThreadPoolExecutor executor;

    /** Starts the thread with the first alarm. */
    public ScheduledAlarms() {
        executor = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("answer-clock").daemon().factory());
        executor.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Alarm in(Duration delay, Runnable action) {
        ScheduledFuture<?> future = executor.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
