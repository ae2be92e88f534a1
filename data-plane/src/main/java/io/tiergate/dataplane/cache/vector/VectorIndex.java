package io.tiergate.dataplane.cache.vector;

import io.tiergate.dataplane.cache.CacheKey;
import io.tiergate.policy.document.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The vectors of all partitions. One thread adds and removes; graphs are built by another, one at a time; any thread searches, and waits for
 * nobody. A graph whose files fail costs its partition's entries, which its owner may add again; from then on for a while there are no
 * graphs, and everything is compared one by one.
 */
public final class VectorIndex implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(VectorIndex.class);
    /** Held here, because a logger that nobody holds forgets its level. Lucene says in two lines that it found the vector module. */
    private static final java.util.logging.Logger LUCENE = java.util.logging.Logger.getLogger("org.apache.lucene");

    static {
        LUCENE.setLevel(Level.WARNING);
    }

    private static final long GRAPHS_AGAIN_NANOS = 300_000_000_000L;

    private final VectorSettings settings;
    private final Executor builder;
    private final Map<CacheKey, Item> items = new ConcurrentHashMap<>();
    private final Map<Digest, VectorPartition> partitions = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong numbers = new AtomicLong();
    private volatile long noGraphsUntilNanos = System.nanoTime();

    /**
     * An empty one.
     *
     * @param builder runs one build at a time, and may reject them once it is shut down
     * @throws IOException if the folder cannot be emptied
     */
    public VectorIndex(VectorSettings settings, Executor builder) throws IOException {
        this.settings = settings;
        this.builder = builder;
        delete(settings.folder());
    }

    /**
     * Adds a vector. Under a key that is there already it is the same one, and only its footprint is new.
     *
     * @return false if its width is not that of its partition: it is not added
     */
    public synchronized boolean add(Digest name, CacheKey key, QuantizedVector vector, Footprint footprint) {
        VectorPartition partition = partitions.computeIfAbsent(
                name, absent -> new VectorPartition(absent, vector.width(), numbers.incrementAndGet()));
        if (partition.width() != vector.width()) {
            return false;
        }
        Item known = items.get(key);
        if (known != null && known.partition == partition) {
            bytes.addAndGet(footprint.bytes() - known.footprint.bytes());
            known.footprint = footprint;
            return true;
        }
        remove(key);
        Item item = new Item(partition, key, vector, footprint);
        items.put(key, item);
        bytes.addAndGet(footprint.bytes());
        partition.add(item);
        considerBuild(partition);
        return true;
    }

    /** Removes a vector, if it is there. */
    public synchronized void remove(CacheKey key) {
        Item item = items.remove(key);
        if (item == null) {
            return;
        }
        bytes.addAndGet(-item.footprint.bytes());
        item.partition.remove(item);
        if (item.partition.size() == 0) {
            drop(item.partition);
        } else {
            considerBuild(item.partition);
        }
    }

    /** Removes all. */
    public synchronized void clear() {
        items.clear();
        bytes.set(0);
        List.copyOf(partitions.values()).forEach(this::drop);
    }

    /** What the entry takes up; null: it is not there. */
    public @Nullable Footprint find(CacheKey key) {
        Item item = items.get(key);
        return item == null ? null : item.footprint;
    }

    /** About the nearest of a partition, at most so many, the nearest first. */
    public List<CacheKey> nearest(Digest name, QuantizedVector query, int most, long nowMillis) {
        VectorPartition partition = partitions.get(name);
        if (partition == null || partition.width() != query.width()) {
            return List.of();
        }
        Nearest nearest = new Nearest(most);
        try {
            partition.search(query, Math.max(most, settings.effort()), nowMillis, nearest, key -> {
                Item item = items.get(key);
                return item != null && item.partition == partition && item.footprint.expiresAtMillis() > nowMillis;
            });
        } catch (IOException e) {
            LOG.warn("a graph of vectors cannot be searched", e);
        }
        return nearest.keys();
    }

    /** The keys of all vectors, as they are while one looks. */
    public Set<CacheKey> keys() {
        return Collections.unmodifiableSet(items.keySet());
    }

    /** Those that were stored first, at most so many. */
    public List<CacheKey> oldest(int most) {
        PriorityQueue<Item> oldest =
                new PriorityQueue<>(Comparator.comparingLong((Item item) -> item.footprint.storedAtMillis())
                        .reversed());
        for (Item item : items.values()) {
            oldest.add(item);
            if (oldest.size() > most) {
                oldest.poll();
            }
        }
        return oldest.stream().map(item -> item.key).toList();
    }

    /** Bytes that entries take up. */
    public long bytes() {
        return bytes.get();
    }

    /** How much there is. */
    public Size size() {
        int graphs = 0;
        for (VectorPartition partition : partitions.values()) {
            graphs += partition.hasGraph() ? 1 : 0;
        }
        return new Size(items.size(), partitions.size(), graphs, bytes.get());
    }

    /**
     * How much there is.
     *
     * @param vectors in all partitions
     * @param graphs partitions that have one
     * @param bytes that entries take up
     */
    public record Size(int vectors, int partitions, int graphs, long bytes) {}

    private void considerBuild(VectorPartition partition) {
        if (partition.wantsBuild(settings)
                && System.nanoTime() - noGraphsUntilNanos >= 0
                && partition.building.compareAndSet(false, true)) {
            try {
                builder.execute(() -> build(partition));
            } catch (RejectedExecutionException e) {
                partition.building.set(false); // it closes
            }
        }
    }

    private void build(VectorPartition partition) {
        try {
            partition.build(settings);
        } catch (IOException | RuntimeException e) {
            failed(partition, e);
        } finally {
            partition.building.set(false);
        }
        considerBuild(partition);
    }

    private synchronized void failed(VectorPartition partition, Exception e) {
        if (partitions.get(partition.name()) != partition) {
            return; // it went away meanwhile
        }
        LOG.warn("a graph of vectors cannot be built; they are compared one by one for a while", e);
        noGraphsUntilNanos = System.nanoTime() + GRAPHS_AGAIN_NANOS;
        if (partition.hasGraph()) {
            items.values().removeIf(item -> {
                boolean lost = item.partition == partition;
                if (lost) {
                    bytes.addAndGet(-item.footprint.bytes());
                }
                return lost;
            });
            drop(partition);
        }
    }

    private void drop(VectorPartition partition) {
        partitions.remove(partition.name(), partition);
        try {
            partition.close();
            delete(partition.folder(settings));
        } catch (IOException e) {
            LOG.warn("a graph's files stay behind in {}", partition.folder(settings), e);
        }
    }

    @Override
    public void close() {
        clear();
        try {
            delete(settings.folder());
        } catch (IOException e) {
            LOG.warn("the graphs' files stay behind in {}", settings.folder(), e);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
