package io.tiergate.dataplane.subscription;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** An owner with a virtual thread of its own. */
final class OwnThread implements Owner {
    private static final long FINISH_SECONDS = 5;

    private final ScheduledThreadPoolExecutor executor;

    OwnThread(String name) {
        executor =
                new ScheduledThreadPoolExecutor(1, Thread.ofVirtual().name(name).factory());
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(task);
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        Future<?> future = executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    @Override
    public void finish() {
        // A task of its own, for shutdown may drop what is queued in a scheduled executor.
        try {
            executor.submit(() -> {}).get(FINISH_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            // It stops anyway.
        }
        executor.shutdownNow();
    }
}
