package io.tiergate.dataplane.cache;

import com.hazelcast.config.Config;
import com.hazelcast.config.EvictionConfig;
import com.hazelcast.config.EvictionPolicy;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MaxSizePolicy;
import com.hazelcast.config.NearCacheConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.tiergate.dataplane.cluster.ClusterPart;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers to requests that were asked before, byte for byte, shared by all agents. What goes wrong in the cluster is a miss and a
 * count, never an error, and nothing here blocks its caller but {@link Lookup.Pending#await}. Thread-safe.
 *
 * <p>The map's keys and values have serializers of their own (32 bytes; ciphertext). The near cache keeps both as objects: a near hit
 * serializes, copies and opens nothing.
 */
public final class ExactCache implements ClusterPart {
    private static final String MAP = "answers";
    /** Operations under way at once; more means that the cluster does not keep up, and waiting would not help. */
    private static final int UNDER_WAY_MAX = 4_096;

    private final ExactCacheSettings settings;
    private final Envelope envelope;
    private final InstantSource clock;
    private final CacheCounters counters = new CacheCounters();
    private final Semaphore slots = new Semaphore(UNDER_WAY_MAX);
    private volatile @Nullable IMap<CacheKey, SealedAnswer> answers;

    public ExactCache(ExactCacheSettings settings, ClusterKeys keys, InstantSource clock) {
        this.settings = settings;
        this.envelope = new Envelope(keys);
        this.clock = clock;
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
                        .setEvictionPolicy(EvictionPolicy.LRU))
                .setNearCacheConfig(new NearCacheConfig()
                        .setInMemoryFormat(InMemoryFormat.OBJECT)
                        .setSerializeKeys(false)
                        .setCacheLocalEntries(true)
                        .setInvalidateOnChange(true)
                        .setEvictionConfig(new EvictionConfig()
                                .setMaxSizePolicy(MaxSizePolicy.ENTRY_COUNT)
                                .setSize(settings.nearEntries())
                                .setEvictionPolicy(EvictionPolicy.LRU))));
    }

    @Override
    public void joined(HazelcastInstance member) {
        answers = member.getMap(MAP);
    }

    @Override
    public void left() {
        answers = null;
    }

    /** Looks for an answer. Never blocks: a near hit is there at once, anything else is pending. */
    public Lookup lookup(CacheIdentity identity) {
        IMap<CacheKey, SealedAnswer> map = answers;
        if (map == null) {
            counters.absent.increment();
            return miss();
        }
        if (!slots.tryAcquire()) {
            counters.shed.increment();
            return miss();
        }
        CompletableFuture<SealedAnswer> asked;
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

    Lookup.Pending pending(CacheIdentity identity, CompletableFuture<SealedAnswer> asked) {
        return new Asked(identity, asked);
    }

    /** Hands an answer to the cluster, for the time it has left. Returns before it is stored; a failure is only counted. */
    public void store(CacheIdentity identity, CachedAnswer answer) {
        IMap<CacheKey, SealedAnswer> map = answers;
        if (map == null) {
            counters.absent.increment();
            return;
        }
        long ttlMillis = answer.validity().expiresAtMillis() - clock.millis();
        if (ttlMillis <= 0 || answer.answer().body().length > settings.entryBytesMax()) {
            return;
        }
        if (!slots.tryAcquire()) {
            counters.shed.increment();
            return;
        }
        try {
            SealedAnswer entry = new SealedAnswer(envelope.seal(identity, AnswerCodec.encode(answer)));
            releaseAfter(map.setAsync(identity.key(), entry, ttlMillis, TimeUnit.MILLISECONDS)
                    .whenComplete(
                            (nothing, failure) -> (failure == null ? counters.stored : counters.errors).increment())
                    .toCompletableFuture());
        } catch (RuntimeException e) {
            slots.release();
            counters.errors.increment();
        }
    }

    /** What it has done so far. */
    public CacheStats stats() {
        return counters.read();
    }

    private void releaseAfter(CompletableFuture<?> operation) {
        var _ = operation.whenComplete((value, failure) -> slots.release());
    }

    private Lookup.Settled settled(CacheIdentity identity, CompletableFuture<SealedAnswer> done) {
        try {
            return settled(identity, done.join());
        } catch (RuntimeException e) {
            counters.errors.increment();
            return miss();
        }
    }

    private Lookup.Settled settled(CacheIdentity identity, @Nullable SealedAnswer entry) {
        CachedAnswer answer = entry == null ? null : opened(identity, entry);
        if (answer == null || answer.validity().expiresAtMillis() <= clock.millis()) {
            return miss();
        }
        counters.hits.increment();
        return new Lookup.Hit(answer);
    }

    private @Nullable CachedAnswer opened(CacheIdentity identity, SealedAnswer entry) {
        CachedAnswer answer = entry.opened();
        if (answer != null) {
            return answer;
        }
        byte[] content = envelope.open(identity, entry.bytes());
        answer = content == null ? null : AnswerCodec.decode(content);
        if (answer == null) {
            counters.dropped.increment();
            return null;
        }
        entry.opened(answer);
        return answer;
    }

    private Lookup.Miss miss() {
        counters.misses.increment();
        return new Lookup.Miss();
    }

    /** A question to the cluster that has no answer yet. */
    private final class Asked implements Lookup.Pending {
        private final CacheIdentity identity;
        private final CompletableFuture<SealedAnswer> asked;

        Asked(CacheIdentity identity, CompletableFuture<SealedAnswer> asked) {
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
            CompletableFuture<SealedAnswer> bounded = new CompletableFuture<>();
            var _ = asked.whenComplete((entry, failure) -> {
                if (failure == null) {
                    bounded.complete(entry);
                } else {
                    bounded.completeExceptionally(failure);
                }
            });
            var _ = bounded.orTimeout(millis, TimeUnit.MILLISECONDS)
                    .whenCompleteAsync((entry, failure) -> then.accept(after(entry, failure)), executor);
        }

        private Lookup.Settled after(@Nullable SealedAnswer entry, @Nullable Throwable failure) {
            if (failure == null) {
                return settled(identity, entry);
            }
            (failure instanceof TimeoutException ? counters.late : counters.errors).increment();
            return miss();
        }
    }
}
