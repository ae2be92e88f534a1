package io.tiergate.dataplane.cache;

import io.tiergate.dataplane.cache.VectorRecords.Change;
import io.tiergate.dataplane.cache.vector.Footprint;
import io.tiergate.dataplane.cache.vector.VectorIndex;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this agent's index equal to the records of all agents. Changes are opened and applied on a thread of its own, in the order in
 * which they come; what it misses (an agent that joins late, a split that heals, more changes than it can take) it finds by comparing the
 * two from time to time. Where the records take more room than they may, it removes the oldest.
 */
final class Replica implements VectorRecords.Listener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Replica.class);
    private static final int WAITING_MOST = 100_000;
    /** How often it is seen whether both are equally many, and whether all are the same. */
    private static final long GLANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final long COMPARE_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final int EVICTED_AT_ONCE = 512;
    /** What an entry takes beside its sealed bytes: objects, places in the tables of index and map, its vector until a graph has it. Measured: {@code docs/measurements/cache.md}. */
    private static final int OVERHEAD_BYTES = 1_400;

    private final VectorIndex index;
    private final Envelope envelope;
    private final SemanticCounters counters;
    private final InstantSource clock;
    private final long bytesMost;
    private final BlockingQueue<Change> waiting = new LinkedBlockingQueue<>(WAITING_MOST);
    /** Keys of records that cannot be read, so that they are not tried again and again. */
    private final Set<CacheKey> unreadable = ConcurrentHashMap.newKeySet();

    private final Thread thread;
    private volatile @Nullable VectorRecords records;
    private volatile boolean mustCompare;
    private volatile boolean closed;

    Replica(VectorIndex index, Envelope envelope, SemanticCounters counters, InstantSource clock, long bytesMost) {
        this.index = index;
        this.envelope = envelope;
        this.counters = counters;
        this.clock = clock;
        this.bytesMost = bytesMost;
        this.thread = Thread.ofPlatform().name("tiergate-semantic").daemon().unstarted(this::run);
    }

    /** Begins to follow these records; null: none. */
    void follow(@Nullable VectorRecords followed) {
        records = followed;
        mustCompare = true;
        synchronized (thread) {
            if (thread.getState() == Thread.State.NEW && !closed) {
                thread.start();
            }
        }
    }

    /** A change. Never blocks. */
    @Override
    public void accept(Change change) {
        if (!waiting.offer(change)) {
            counters.shed.increment();
            mustCompare = true;
        }
    }

    /** Has the two compared, now. */
    void compareSoon() {
        mustCompare = true;
    }

    private void run() {
        long glanced = System.nanoTime();
        long compared = glanced;
        while (!closed) {
            try {
                Change change = waiting.poll(GLANCE_NANOS, TimeUnit.NANOSECONDS);
                if (change != null) {
                    apply(change);
                }
                long now = System.nanoTime();
                if (waiting.isEmpty() && (mustCompare || now - glanced >= GLANCE_NANOS)) {
                    glanced = now;
                    if (mustCompare || now - compared >= COMPARE_NANOS || counts()) {
                        mustCompare = false;
                        compared = now;
                        compare();
                    }
                }
            } catch (InterruptedException e) {
                return; // closed
            } catch (RuntimeException e) { // the member is going down, for example
                counters.errors.increment();
                LOG.debug("a change of the semantic cache's records could not be applied", e);
            }
        }
    }

    /** Whether the counts differ. */
    private boolean counts() {
        VectorRecords followed = records;
        return followed != null && followed.size() != index.size().vectors() + unreadable.size();
    }

    private void apply(Change change) {
        switch (change) {
            case Change.Put put -> take(put.key(), put.sealed());
            case Change.Gone gone -> lose(gone.key());
        }
    }

    private void lose(CacheKey key) {
        unreadable.remove(key);
        index.remove(key);
    }

    private void take(CacheKey key, SealedEntry sealed) {
        CacheIdentity identity = sealed.identity(key);
        byte[] content = identity == null ? null : sealed.open(envelope, identity);
        KeptVector kept = content == null ? null : VectorCodec.decode(content);
        if (identity == null || kept == null || !add(identity, sealed, kept)) {
            if (unreadable.add(key)) {
                counters.dropped.increment();
            }
            index.remove(key);
        }
    }

    private boolean add(CacheIdentity identity, SealedEntry sealed, KeptVector kept) {
        Footprint footprint = new Footprint(
                kept.validity().storedAtMillis(),
                kept.validity().expiresAtMillis(),
                sealed.bytes().length + OVERHEAD_BYTES);
        if (!index.add(identity.partition(), identity.key(), kept.vector(), footprint)) {
            return false;
        }
        unreadable.remove(identity.key());
        makeRoom();
        return true;
    }

    private void makeRoom() {
        VectorRecords followed = records;
        if (followed == null || index.bytes() <= bytesMost) {
            return;
        }
        for (CacheKey key :
                index.oldest(Math.min(EVICTED_AT_ONCE, 1 + index.size().vectors() / 4))) {
            counters.evicted.increment();
            lose(key);
            followed.remove(key);
        }
    }

    private void compare() {
        VectorRecords followed = records;
        if (followed == null) {
            index.clear();
            unreadable.clear();
            return;
        }
        long now = clock.millis();
        for (CacheKey key : index.keys()) {
            Footprint footprint = index.find(key);
            boolean expired = footprint != null && footprint.expiresAtMillis() <= now;
            SealedEntry sealed = followed.get(key);
            if (sealed == null || expired) {
                lose(key);
                if (sealed == null && !expired) {
                    counters.repaired.increment();
                } else if (sealed != null) {
                    followed.remove(key);
                }
            }
        }
        unreadable.removeIf(key -> followed.get(key) == null);
        for (CacheKey key : followed.keys()) {
            SealedEntry sealed = index.find(key) == null && !unreadable.contains(key) ? followed.get(key) : null;
            if (sealed != null) {
                counters.repaired.increment();
                take(key, sealed);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
