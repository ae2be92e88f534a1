package io.tiergate.dataplane.cache;

import com.hazelcast.config.Config;
import com.hazelcast.core.EntryAdapter;
import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.replicatedmap.ReplicatedMap;
import io.tiergate.dataplane.cache.Watermark.Kind;
import io.tiergate.dataplane.cache.Watermark.Selection;
import io.tiergate.dataplane.cluster.ClusterPart;
import io.tiergate.policy.document.Digest;
import java.nio.BufferUnderflowException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was invalidated, on all agents. An entry is asked for here when it is about to be served, so that one that comes back, from a part of
 * the cluster that had not heard of it, is not served either. Each invalidation is an entry of its own in the cluster, sealed, and nothing
 * takes one back; parts of a split cluster have all of them once they have merged. Thread-safe; {@link #cover} never blocks.
 */
public final class Watermarks implements ClusterPart {
    private static final Logger LOG = LoggerFactory.getLogger(Watermarks.class);
    private static final String MAP = "invalidations";
    private static final byte VERSION = 1;
    /** Longer than any entry may be served ({@code cache.ttl}). */
    private static final long KEEP_DAYS = 32;

    private static final Digest PLACE = Digest.of("tiergate invalidation".getBytes(StandardCharsets.UTF_8));

    private final Envelope envelope;
    private final Map<Selection, Long> untilMillis = new ConcurrentHashMap<>();
    private final Set<CacheKey> known = ConcurrentHashMap.newKeySet();
    private volatile @Nullable ReplicatedMap<CacheKey, SealedEntry> shared;
    private @Nullable ScheduledExecutorService timer;

    /** None yet. */
    public Watermarks(ClusterKeys keys) {
        this.envelope = new Envelope(keys);
    }

    @Override
    public void configure(Config config) {
        WireTypes.register(config.getSerializationConfig());
        // One that joins has all of them before it serves anything out of the cluster.
        config.getReplicatedMapConfig(MAP).setAsyncFillup(false);
    }

    @Override
    public synchronized void joined(HazelcastInstance member) {
        ReplicatedMap<CacheKey, SealedEntry> map = member.getReplicatedMap(MAP);
        var _ = map.addEntryListener(new EntryAdapter<CacheKey, SealedEntry>() {
            @Override
            public void entryAdded(EntryEvent<CacheKey, SealedEntry> event) {
                learn(event.getKey(), event.getValue());
            }
        });
        shared = map;
        learnAll(map);
        timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("tiergate-invalidations").daemon().factory());
        var _ = timer.scheduleWithFixedDelay(this::learnAll, 1, 1, TimeUnit.SECONDS);
    }

    @Override
    public synchronized void left() {
        if (timer != null) {
            timer.shutdownNow();
            timer = null;
        }
        shared = null;
    }

    /**
     * Adds one: from now on here, and a moment later on all agents. Blocks, on a virtual thread.
     *
     * @throws RuntimeException if the cluster does not take it; it holds here all the same
     */
    public void add(Watermark watermark) {
        raise(watermark);
        ReplicatedMap<CacheKey, SealedEntry> map = shared;
        if (map != null) {
            byte[] content = encode(watermark);
            CacheKey key = CacheKey.of(Digest.of(content).toBytes());
            var _ = map.put(
                    key,
                    SealedEntry.seal(envelope, new CacheIdentity(PLACE, PLACE, key), content),
                    KEEP_DAYS,
                    TimeUnit.DAYS);
        }
    }

    /** How many selections have one. */
    public int size() {
        return untilMillis.size();
    }

    /** Whether an entry is not to be served any more. */
    boolean cover(CachedAnswer.Labels labels, String decisionId, long storedAtMillis) {
        if (untilMillis.isEmpty()) {
            return false;
        }
        if (isPast(Kind.ALL, "", storedAtMillis)
                || isPast(Kind.TENANT, labels.tenant(), storedAtMillis)
                || isPast(Kind.POLICY, labels.policy(), storedAtMillis)
                || isPast(Kind.DECISION, decisionId, storedAtMillis)
                || (labels.user() != null && isPast(Kind.USER, labels.user(), storedAtMillis))) {
            return true;
        }
        for (Map.Entry<String, String> tag : labels.tags().entrySet()) {
            if (isPast(Selection.ofTag(tag.getKey(), tag.getValue()), storedAtMillis)) {
                return true;
            }
        }
        return false;
    }

    /** Whether an answer is not to be served any more. */
    boolean cover(CachedAnswer answer) {
        return cover(
                answer.labels(), answer.origin().decisionId(), answer.validity().storedAtMillis());
    }

    private boolean isPast(Kind kind, String name, long storedAtMillis) {
        return isPast(new Selection(kind, name), storedAtMillis);
    }

    private boolean isPast(Selection selection, long storedAtMillis) {
        Long until = untilMillis.get(selection);
        return until != null && storedAtMillis <= until;
    }

    private void raise(Watermark watermark) {
        untilMillis.merge(watermark.selection(), watermark.untilMillis(), Math::max);
    }

    /** What no event told: what was there before, or came when two parts of a cluster merged. */
    private void learnAll() {
        ReplicatedMap<CacheKey, SealedEntry> map = shared;
        if (map != null) {
            try {
                learnAll(map);
            } catch (RuntimeException e) { // the member is going down
                LOG.debug("invalidations could not be read", e);
            }
        }
    }

    private void learnAll(ReplicatedMap<CacheKey, SealedEntry> map) {
        for (Map.Entry<CacheKey, SealedEntry> entry : map.entrySet()) {
            if (!known.contains(entry.getKey())) {
                learn(entry.getKey(), entry.getValue());
            }
        }
    }

    private void learn(CacheKey key, SealedEntry entry) {
        if (known.add(key)) {
            byte[] content = entry.open(envelope, new CacheIdentity(PLACE, PLACE, key));
            Watermark watermark = content == null ? null : decode(content);
            if (watermark == null) {
                LOG.warn(
                        "an invalidation in the cluster does not authenticate or cannot be read; it has no effect here");
            } else {
                raise(watermark);
            }
        }
    }

    private static byte[] encode(Watermark watermark) {
        ByteWriter out = new ByteWriter(64);
        out.octet(VERSION);
        out.length(watermark.selection().kind().number());
        out.text(watermark.selection().name());
        out.number(watermark.untilMillis());
        return out.done();
    }

    private static @Nullable Watermark decode(byte[] content) {
        try {
            ByteReader in = new ByteReader(content);
            return in.octet() == VERSION
                    ? new Watermark(new Selection(Kind.of(in.length()), in.text()), in.number())
                    : null;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return null;
        }
    }
}
