package io.tiergate.dataplane.cache;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import io.tiergate.dataplane.cache.SemanticLookup.Likeness;
import io.tiergate.dataplane.cache.vector.QuantizedVector;
import io.tiergate.dataplane.cache.vector.VectorIndex;
import io.tiergate.dataplane.cluster.ClusterPart;
import io.tiergate.policy.similarity.Question;
import io.tiergate.policy.similarity.SemanticSettings;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Answers to questions that mean the same as one that was asked before, shared by all agents. Each agent has every question's vector, sealed
 * in the cluster's records and in an index of its own; the answers are the exact cache's. Where the cluster fails there is nothing to serve,
 * never an error. Thread-safe.
 */
public final class SemanticCache implements ClusterPart, AutoCloseable {
    private static final String MAP = "vectors";
    /** Kept questions that are compared with one that is asked. */
    private static final int COMPARED = 8;

    private static final int KEPT_AT_ONCE = 1_024;

    private final Envelope envelope;
    private final ExactCache answers;
    private final Watermarks watermarks;
    private final InstantSource clock;
    private final SemanticCounters counters = new SemanticCounters();
    private final ExecutorService builder = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("tiergate-graphs").daemon().factory());
    private final VectorIndex index;
    private final Replica replica;
    private final Semaphore slots = new Semaphore(KEPT_AT_ONCE);
    private volatile @Nullable VectorRecords records;

    /**
     * That of an agent without a cluster, until it is given one.
     *
     * @throws IOException if the folder for graphs cannot be emptied
     */
    public SemanticCache(
            SemanticCacheSettings settings,
            ClusterKeys keys,
            ExactCache answers,
            Watermarks watermarks,
            InstantSource clock)
            throws IOException {
        this.envelope = new Envelope(keys);
        this.answers = answers;
        this.watermarks = watermarks;
        this.clock = clock;
        this.index = new VectorIndex(settings.vectors(), builder);
        this.replica = new Replica(index, envelope, counters, clock, settings.heapBytes());
        open(new OwnVectors(replica));
    }

    private void open(@Nullable VectorRecords opened) {
        records = opened;
        replica.follow(opened);
    }

    @Override
    public void configure(Config config) {
        WireTypes.register(config.getSerializationConfig());
        // A late joiner serves what it has meanwhile.
        config.getReplicatedMapConfig(MAP).setAsyncFillup(true);
        open(null); // until the cluster is there
    }

    @Override
    public void joined(HazelcastInstance member) {
        open(new SharedVectors(member.getReplicatedMap(MAP), replica));
    }

    @Override
    public void left() {
        open(null);
    }

    /**
     * Looks for an answer to a question that means the same. Blocks, on a virtual thread.
     *
     * @param waitMillis how long the cluster may take to give an answer
     */
    public SemanticLookup lookup(SemanticQuestion question, SemanticSettings settings, long waitMillis) {
        List<Candidate> candidates = candidates(question, settings);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
        for (Candidate candidate : candidates) {
            if (!settings.accepts(candidate.likeness().probability())) {
                break;
            }
            CachedAnswer answer = answerOf(candidate, deadline);
            if (answer != null) {
                counters.hits.increment();
                return new SemanticLookup.Hit(answer, candidate.likeness());
            }
        }
        counters.misses.increment();
        if (candidates.isEmpty()) {
            return new SemanticLookup.Miss(null);
        }
        counters.refused.increment();
        return new SemanticLookup.Miss(candidates.getFirst().likeness());
    }

    /** A kept question, and how alike it is. */
    private record Candidate(CacheKey key, KeptVector kept, Likeness likeness) {}

    /** The likeliest first. */
    private List<Candidate> candidates(SemanticQuestion question, SemanticSettings settings) {
        List<Candidate> candidates = new ArrayList<>(COMPARED);
        QuantizedVector vector = question.vector();
        Question asked = Question.of(question.text());
        for (CacheKey key : index.nearest(question.identity().partition(), vector, COMPARED, clock.millis())) {
            KeptVector kept = kept(key, question.identity());
            if (kept != null && kept.vector().width() == vector.width()) {
                double cosine = vector.cosine(kept.vector());
                double probability = settings.verifier().probability(asked, kept.text(), cosine);
                candidates.add(new Candidate(key, kept, new Likeness(probability, cosine)));
            }
        }
        candidates.sort(Comparator.comparingDouble(
                        (Candidate candidate) -> candidate.likeness().probability())
                .reversed());
        return candidates;
    }

    /** The record under that key in the question's partition and epoch; null: there is none. */
    private @Nullable KeptVector kept(CacheKey key, CacheIdentity question) {
        VectorRecords opened = records;
        try {
            SealedEntry sealed = opened == null ? null : opened.get(key);
            byte[] content = sealed == null
                    ? null
                    : sealed.open(envelope, new CacheIdentity(question.partition(), question.epoch(), key));
            KeptVector kept = content == null ? null : VectorCodec.decode(content);
            if (kept != null && isInvalid(kept)) {
                remove(key);
                return null;
            }
            return kept;
        } catch (RuntimeException e) { // the member is going down
            counters.errors.increment();
            return null;
        }
    }

    private boolean isInvalid(KeptVector kept) {
        return watermarks.cover(
                kept.labels(), kept.decisionId(), kept.validity().storedAtMillis());
    }

    /** Counts what a watermark covers of the questions. Reads every one. */
    public Tally tally(Watermark watermark) {
        VectorRecords opened = records;
        Tally tally = Tally.NONE;
        if (opened == null) {
            return tally;
        }
        for (CacheKey key : opened.keys()) {
            SealedEntry sealed = opened.get(key);
            byte[] content = sealed == null ? null : sealed.open(envelope, key);
            KeptVector kept = content == null ? null : VectorCodec.decode(content);
            if (kept != null) {
                tally = tally.and(watermark.covers(
                        kept.labels(), kept.decisionId(), kept.validity().storedAtMillis()));
            }
        }
        return tally;
    }

    private @Nullable CachedAnswer answerOf(Candidate candidate, long deadlineNanos) {
        Lookup.Settled settled = switch (answers.lookup(candidate.kept().answer())) {
            case Lookup.Settled known -> known;
            case Lookup.Pending pending ->
                pending.await(Math.max(0, TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime())));
        };
        return switch (settled) {
            case Lookup.Hit hit -> hit.answer();
            case Lookup.Miss miss -> {
                if (miss.gone()) {
                    counters.orphans.increment();
                    remove(candidate.key());
                }
                yield null;
            }
        };
    }

    /**
     * Keeps a question whose answer the exact cache has; returns before it is kept, and a failure is only counted.
     *
     * @param exact what the answer is filed under
     */
    public void keep(SemanticQuestion question, CacheIdentity exact, CachedAnswer answer) {
        long ttlMillis = answer.validity().expiresAtMillis() - clock.millis();
        if (ttlMillis <= 0) {
            return;
        }
        SealedEntry sealed = SealedEntry.seal(
                envelope, question.identity(), VectorCodec.encode(KeptVector.of(question, exact, answer)));
        inBackground(opened -> {
            opened.put(question.identity().key(), sealed, ttlMillis);
            counters.stored.increment();
        });
    }

    private void remove(CacheKey key) {
        inBackground(opened -> opened.remove(key));
    }

    /** Something to do with the records. */
    private interface Operation {
        void on(VectorRecords opened);
    }

    /** A record is written to its owner and back: a request shall not wait for that. */
    private void inBackground(Operation operation) {
        VectorRecords opened = records;
        if (opened == null) {
            counters.absent.increment();
            return;
        }
        if (!slots.tryAcquire()) {
            counters.shed.increment();
            return;
        }
        Thread.ofVirtual().name("tiergate-semantic-write").start(() -> {
            try {
                operation.on(opened);
            } catch (RuntimeException e) {
                counters.errors.increment();
            } finally {
                slots.release();
            }
        });
    }

    /** What it has done so far, and what it holds. */
    public SemanticStats stats() {
        return counters.read(index.size());
    }

    /** Has index and records compared, now. */
    void compareSoon() {
        replica.compareSoon();
    }

    @Override
    public void close() {
        replica.close();
        builder.shutdownNow();
        index.close();
    }
}
