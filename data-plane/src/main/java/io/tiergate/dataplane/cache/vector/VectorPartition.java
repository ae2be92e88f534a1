package io.tiergate.dataplane.cache.vector;

import io.tiergate.dataplane.cache.CacheKey;
import io.tiergate.policy.document.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.lucene.store.AlreadyClosedException;
import org.jspecify.annotations.Nullable;

/**
 * The vectors that may be compared with each other. Few are compared one by one; of many a graph is built, and only those that it has not got
 * yet are compared one by one, so that a vector is found from the moment that it is added. One thread adds and removes, one other builds, any
 * searches.
 */
final class VectorPartition {
    private final FlatVectors flat = new FlatVectors();
    private final AtomicInteger size = new AtomicInteger();
    /** Keys that the graph may have and shall not. */
    private final Queue<CacheKey> gone = new ConcurrentLinkedQueue<>();

    private final AtomicInteger goneCount = new AtomicInteger();
    /** Whether a build is asked for or under way. */
    final AtomicBoolean building = new AtomicBoolean();

    private final Digest name;
    private final int width;
    private final long number;
    private volatile @Nullable Graph graph;
    private boolean closed;

    /**
     * An empty one.
     *
     * @param number its own, for its folder
     */
    VectorPartition(Digest name, int width, long number) {
        this.name = name;
        this.width = width;
        this.number = number;
    }

    Digest name() {
        return name;
    }

    /** Where its graph's files are, if it has one. */
    Path folder(VectorSettings settings) {
        return settings.folder().resolve(Long.toString(number));
    }

    int width() {
        return width;
    }

    int size() {
        return size.get();
    }

    boolean hasGraph() {
        return graph != null;
    }

    /** Segments of its graph; 0: it has none. */
    int segments() {
        Graph searched = graph;
        return searched == null ? 0 : searched.segments();
    }

    void add(Item item) {
        size.incrementAndGet();
        flat.add(item);
    }

    void remove(Item item) {
        size.decrementAndGet();
        boolean wasFlat = flat.release(item);
        if (graph != null || !wasFlat || building.get()) {
            gone.add(item.key);
            goneCount.incrementAndGet();
        }
    }

    /** Whether there is enough for a build to be worth it. */
    boolean wantsBuild(VectorSettings settings) {
        int fresh = flat.size();
        return graph == null
                ? fresh >= settings.graphFrom()
                : fresh >= settings.batchLeast() || goneCount.get() >= settings.batchLeast();
    }

    /** Moves a batch from the list into the graph. Searches find each of them before, meanwhile and after. */
    void build(VectorSettings settings) throws IOException {
        Graph target;
        synchronized (this) {
            if (closed) {
                return;
            }
            target = graph == null ? Graph.in(folder(settings)) : graph;
        }
        // In this order: one that is removed and added anew meanwhile is then either in the batch, or still in the list
        // afterwards.
        List<Item> batch = flat.first(settings.batchMost());
        List<CacheKey> keys = new ArrayList<>();
        for (CacheKey key = gone.poll(); key != null; key = gone.poll()) {
            keys.add(key);
            goneCount.decrementAndGet();
        }
        target.change(keys, batch);
        synchronized (this) {
            if (closed) {
                target.close();
                return;
            }
            graph = target;
        }
        batch.forEach(flat::release);
    }

    /**
     * About the nearest; exactly these while there is no graph.
     *
     * @param isThere whether a key is still one of this partition; a graph learns late that it is not
     */
    void search(QuantizedVector query, int effort, long nowMillis, Nearest nearest, Predicate<CacheKey> isThere)
            throws IOException {
        flat.search(query, nowMillis, nearest); // before the graph: what moves is then seen in one of the two
        Graph searched = graph;
        if (searched != null) {
            try {
                searched.search(query, effort, (key, cosine) -> {
                    if (nearest.takes(cosine) && isThere.test(key)) {
                        nearest.offer(key, cosine);
                    }
                });
            } catch (AlreadyClosedException e) {
                // the partition went away meanwhile
            }
        }
    }

    /** Ends it; searches that run find nothing more. */
    synchronized void close() throws IOException {
        closed = true;
        Graph open = graph;
        graph = null;
        if (open != null) {
            open.close();
        }
    }
}
