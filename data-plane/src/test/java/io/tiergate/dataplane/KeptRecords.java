package io.tiergate.dataplane;

import io.tiergate.dataplane.record.Recorder;
import io.tiergate.policy.record.DecisionRecord;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Keeps every decision record. */
final class KeptRecords implements Recorder {
    private static final long PATIENCE_SECONDS = 60;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition came = lock.newCondition();
    private final List<DecisionRecord> records = new CopyOnWriteArrayList<>();

    @Override
    public void offer(DecisionRecord record) {
        lock.lock();
        try {
            records.add(record);
            came.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there are so many. */
    void await(int count) {
        lock.lock();
        try {
            long nanos = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (records.size() < count) {
                if (nanos <= 0) {
                    throw new AssertionError("only " + records.size() + " records of " + count);
                }
                nanos = came.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            lock.unlock();
        }
    }

    List<DecisionRecord> all() {
        return List.copyOf(records);
    }
}
