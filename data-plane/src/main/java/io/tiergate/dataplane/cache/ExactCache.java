package io.tiergate.dataplane.cache;

import com.hazelcast.config.Config;
import com.hazelcast.config.EvictionConfig;
import com.hazelcast.config.EvictionPolicy;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MaxSizePolicy;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.tiergate.dataplane.cluster.ClusterPart;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers to requests that were asked before, byte for byte, shared by all agents. What goes wrong in the cluster is a miss and a
 * count, never an error, and nothing here blocks its caller but {@link Lookup.Pending#await}. Thread-safe.
 *
 * <p>An answer that this agent gave or got lately is at hand, opened; all others are in the cluster, sealed.
 */
public final class ExactCache implements ClusterPart {
    private static final String MAP = "answers";
    /** Operations under way at once; more means that the cluster does not keep up, and waiting would not help. */
    private static final int UNDER_WAY_MAX = 4_096;

    private static final int TALLIED_AT_ONCE = 256;

    /**
     * The thread that has the result: one of the cluster's, which may not be held up. Without it Hazelcast hands every result to a pool first, and waking
     * that costs more than what is done here.
     */
    private static final Executor AT_ONCE = Runnable::run;

    private static final CacheKey WARM_UP = CacheKey.of(new byte[CacheKey.BYTES]);

    private static final Logger LOG = LoggerFactory.getLogger(ExactCache.class);

    private final ExactCacheSettings settings;
    private final Envelope envelope;
    private final Watermarks watermarks;
    private final InstantSource clock;
    private final NearAnswers near;
    private final CacheCounters counters = new CacheCounters();
    private final Semaphore slots = new Semaphore(UNDER_WAY_MAX);
    private volatile @Nullable IMap<CacheKey, SealedEntry> answers;

    public ExactCache(ExactCacheSettings settings, ClusterKeys keys, Watermarks watermarks, InstantSource clock) {
        this.settings = settings;
        this.envelope = new Envelope(keys);
        this.watermarks = watermarks;
        this.clock = clock;
        this.near = new NearAnswers(settings.nearMegabytes());
    }

    @Override
    public void configure(Config config) {
        WireTypes.register(config.getSerializationConfig());
        config.addMapConfig(new MapConfig(MAP)
                .setInMemoryFormat(InMemoryFormat.BINARY)
                .setBackupCount(0)
                .setAsyncBackupCount(1)
                .setStatisticsEnabled(true)
                .setEvictionConfig(new EvictionConfig()
                        .setMaxSizePolicy(MaxSizePolicy.USED_HEAP_SIZE)
                        .setSize(settings.heapMegabytes())
                        .setEvictionPolicy(EvictionPolicy.LRU)));
    }

    @Override
    public void joined(HazelcastInstance member) {
        IMap<CacheKey, SealedEntry> map = member.getMap(MAP);
        // The first operation assigns partitions and loads classes; seconds on a busy machine. No request shall wait
        // for that.
        boolean warm = map.containsKey(WARM_UP);
        LOG.debug("the exact cache is open; warm-up entry there: {}", warm);
        answers = map;
    }

    @Override
    public void left() {
        answers = null;
    }

    /** Looks for an answer. Never blocks: one at hand is there at once, anything else is pending. */
    public Lookup lookup(CacheIdentity identity) {
        CachedAnswer atHand = near.get(identity.key());
        if (atHand != null && isValid(atHand)) {
            counters.hits.increment();
            return new Lookup.Hit(atHand);
        }
        return ask(identity);
    }

    private Lookup ask(CacheIdentity identity) {
        IMap<CacheKey, SealedEntry> map = answers;
        if (map == null) {
            counters.absent.increment();
            counters.misses.increment();
            return new Lookup.Miss(true); // what is not at hand is nowhere
        }
        if (!slots.tryAcquire()) {
            counters.shed.increment();
            return miss();
        }
        CompletableFuture<SealedEntry> asked;
        try {
            asked = map.getAsync(identity.key()).toCompletableFuture();
        } catch (RuntimeException e) { // the member is going down
            slots.release();
            counters.errors.increment();
            return miss();
        }
        if (asked.isDone()) {
            slots.release();
            return settled(identity, asked);
        }
        releaseAfter(asked);
        return pending(identity, asked);
    }

    Lookup.Pending pending(CacheIdentity identity, CompletableFuture<SealedEntry> asked) {
        return new Asked(identity, asked);
    }

    /** The same, for what nobody waits for. */
    public void store(CacheIdentity identity, CachedAnswer answer) {
        store(identity, answer, () -> {});
    }

    /**
     * Keeps an answer at hand and hands it to the cluster, for the time it has left. Returns before it is stored; a failure is only counted.
     *
     * @param whenStored run once others can get it, by a thread that must not be held up; never, if it is not stored
     */
    public void store(CacheIdentity identity, CachedAnswer answer, Runnable whenStored) {
        long ttlMillis = answer.validity().expiresAtMillis() - clock.millis();
        if (ttlMillis <= 0 || answer.answer().body().length > settings.entryBytesMax()) {
            return;
        }
        near.put(identity.key(), answer);
        IMap<CacheKey, SealedEntry> map = answers;
        if (map == null) {
            counters.absent.increment();
            whenStored.run();
            return;
        }
        if (!slots.tryAcquire()) {
            counters.shed.increment();
            return;
        }
        try {
            SealedEntry entry = SealedEntry.seal(envelope, identity, AnswerCodec.encode(answer));
            var _ = map.setAsync(identity.key(), entry, ttlMillis, TimeUnit.MILLISECONDS)
                    .whenCompleteAsync((nothing, failure) -> stored(failure, whenStored), AT_ONCE);
        } catch (RuntimeException e) {
            slots.release();
            counters.errors.increment();
        }
    }

    private void stored(@Nullable Throwable failure, Runnable whenStored) {
        slots.release();
        if (failure == null) {
            counters.stored.increment();
            whenStored.run();
        } else {
            counters.errors.increment();
        }
    }

    /** Answers in the cluster; without one, at hand. May block. */
    public int size() {
        IMap<CacheKey, SealedEntry> map = answers;
        return map == null ? near.all().size() : map.size();
    }

    /** Counts what a watermark covers of them. Reads every answer, and blocks meanwhile. */
    public Tally tally(Watermark watermark) {
        IMap<CacheKey, SealedEntry> map = answers;
        Tally tally = Tally.NONE;
        if (map == null) {
            for (CachedAnswer answer : near.all()) {
                tally = tally.and(covers(watermark, answer));
            }
            return tally;
        }
        Set<CacheKey> batch = new HashSet<>();
        for (CacheKey key : map.keySet()) {
            batch.add(key);
            if (batch.size() == TALLIED_AT_ONCE) {
                tally = tally(map, batch, watermark, tally);
                batch = new HashSet<>();
            }
        }
        return tally(map, batch, watermark, tally);
    }

    private Tally tally(IMap<CacheKey, SealedEntry> map, Set<CacheKey> batch, Watermark watermark, Tally before) {
        Tally tally = before;
        for (Map.Entry<CacheKey, SealedEntry> entry : map.getAll(batch).entrySet()) {
            byte[] content = entry.getValue().open(envelope, entry.getKey());
            CachedAnswer answer = content == null ? null : AnswerCodec.decode(content);
            if (answer != null) {
                tally = tally.and(covers(watermark, answer));
            }
        }
        return tally;
    }

    private static boolean covers(Watermark watermark, CachedAnswer answer) {
        return watermark.covers(
                answer.labels(), answer.origin().decisionId(), answer.validity().storedAtMillis());
    }

    /** What it has done so far. */
    public CacheStats stats() {
        return counters.read();
    }

    private void releaseAfter(CompletableFuture<?> operation) {
        var _ = operation.whenCompleteAsync((value, failure) -> slots.release(), AT_ONCE);
    }

    private Lookup.Settled settled(CacheIdentity identity, CompletableFuture<SealedEntry> done) {
        try {
            return settled(identity, done.join());
        } catch (RuntimeException e) {
            counters.errors.increment();
            return miss();
        }
    }

    private Lookup.Settled settled(CacheIdentity identity, @Nullable SealedEntry entry) {
        CachedAnswer answer = entry == null ? null : opened(identity, entry);
        if (answer == null || !isValid(answer)) {
            counters.misses.increment();
            return new Lookup.Miss(true);
        }
        counters.hits.increment();
        return new Lookup.Hit(answer);
    }

    private @Nullable CachedAnswer opened(CacheIdentity identity, SealedEntry entry) {
        byte[] content = entry.open(envelope, identity);
        CachedAnswer answer = content == null ? null : AnswerCodec.decode(content);
        if (answer == null) {
            counters.dropped.increment();
            return null;
        }
        near.put(identity.key(), answer);
        return answer;
    }

    private boolean isValid(CachedAnswer answer) {
        return answer.validity().expiresAtMillis() > clock.millis() && !watermarks.cover(answer);
    }

    private Lookup.Miss miss() {
        counters.misses.increment();
        return new Lookup.Miss();
    }

    /** A question to the cluster that has no answer yet. */
    private final class Asked implements Lookup.Pending {
        private final CacheIdentity identity;
        private final CompletableFuture<SealedEntry> asked;

        Asked(CacheIdentity identity, CompletableFuture<SealedEntry> asked) {
            this.identity = identity;
            this.asked = asked;
        }

        @Override
        public Lookup.Settled await(long millis) {
            try {
                return settled(identity, asked.get(millis, TimeUnit.MILLISECONDS));
            } catch (TimeoutException e) {
                counters.late.increment();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | RuntimeException e) {
                counters.errors.increment();
            }
            return miss();
        }

        @Override
        public void whenSettled(long millis, Executor executor, Consumer<Lookup.Settled> then) {
            CompletableFuture<SealedEntry> bounded = new CompletableFuture<>();
            var _ = asked.whenCompleteAsync(
                    (entry, failure) -> {
                        if (failure == null) {
                            bounded.complete(entry);
                        } else {
                            bounded.completeExceptionally(failure);
                        }
                    },
                    AT_ONCE);
            var _ = bounded.orTimeout(millis, TimeUnit.MILLISECONDS)
                    .whenCompleteAsync((entry, failure) -> then.accept(after(entry, failure)), executor);
        }

        private Lookup.Settled after(@Nullable SealedEntry entry, @Nullable Throwable failure) {
            if (failure == null) {
                return settled(identity, entry);
            }
            (failure instanceof TimeoutException ? counters.late : counters.errors).increment();
            return miss();
        }
    }
}
