package io.tiergate.classifier.run;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Texts that wait, the oldest first; those that may share a run leave together. A text whose caller waits no longer is dropped before it is
 * run. Whoever offers bounds how many there are. Thread-safe.
 */
final class WorkQueue implements AutoCloseable {
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<Work> waiting = new LinkedHashSet<>();
    private boolean closed;

    WorkQueue(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Adds texts. */
    void offer(List<Work> texts) {
        lock.lock();
        try {
            if (!closed) {
                waiting.addAll(texts);
                changed.signalAll();
                return;
            }
        } finally {
            lock.unlock();
        }
        texts.forEach(WorkQueue::stop);
    }

    /** The texts of the next run; waits until there is one. Empty: the queue is closed. */
    List<Work> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed) {
                dropThoseInVain();
                long wait = Long.MAX_VALUE;
                if (!waiting.isEmpty()) {
                    Work first = waiting.iterator().next();
                    Batching batching = first.generation().batching();
                    List<Work> batch = suiting(first, batching.most());
                    wait = first.arrivedNanos() + batching.waitNanos() - nanoTime.getAsLong();
                    if (batch.size() == batching.most() || wait <= 0) {
                        batch.forEach(waiting::remove);
                        return batch;
                    }
                }
                var _ = changed.await(wait, TimeUnit.NANOSECONDS);
            }
            return List.of();
        } finally {
            lock.unlock();
        }
    }

    private void dropThoseInVain() {
        long now = nanoTime.getAsLong();
        for (Iterator<Work> works = waiting.iterator(); works.hasNext(); ) {
            Work work = works.next();
            if (work.isOver(now)) {
                works.remove();
                work.drop(Outcome.Reason.TOO_LATE, "its caller waited no longer");
            }
        }
    }

    private List<Work> suiting(Work first, int most) {
        List<Work> batch = new ArrayList<>();
        for (Iterator<Work> works = waiting.iterator(); batch.size() < most && works.hasNext(); ) {
            Work work = works.next();
            if (work.suits(first)) {
                batch.add(work);
            }
        }
        return batch;
    }

    int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing more; what waits ends unrun. */
    @Override
    public void close() {
        List<Work> left;
        lock.lock();
        try {
            closed = true;
            left = List.copyOf(waiting);
            waiting.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        left.forEach(WorkQueue::stop);
    }

    private static void stop(Work work) {
        work.drop(Outcome.Reason.STOPPING, "the classifier node is stopping");
    }
}
