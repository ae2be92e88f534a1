package io.tiergate.dataplane;

import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Starts a virtual thread per task, and knows how many it started and whether all of them have ended. */
public final class Hops implements Executor {
    private static final long PATIENCE_SECONDS = 60;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private int started;
    private int running;

    @Override
    public void execute(Runnable task) {
        count(1);
        Thread.ofVirtual().name("request").start(() -> {
            try {
                task.run();
            } finally {
                count(-1);
            }
        });
    }

    /** Tasks so far. */
    public int started() {
        lock.lock();
        try {
            return started;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing runs. */
    public void awaitIdle() {
        lock.lock();
        try {
            long nanos = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (running > 0) {
                if (nanos <= 0) {
                    throw new AssertionError(running + " requests did not end");
                }
                nanos = ended.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            lock.unlock();
        }
    }

    private void count(int change) {
        lock.lock();
        try {
            started += Math.max(0, change);
            running += change;
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
