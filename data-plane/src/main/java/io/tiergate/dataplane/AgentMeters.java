package io.tiergate.dataplane;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tiergate.dataplane.admit.TenantLimits;
import io.tiergate.dataplane.cache.CacheStats;
import io.tiergate.dataplane.cache.ExactCache;
import io.tiergate.dataplane.cache.InFlight;
import io.tiergate.dataplane.cache.SemanticCache;
import io.tiergate.dataplane.cache.SemanticStats;
import io.tiergate.dataplane.cache.vector.VectorIndex;
import io.tiergate.dataplane.call.AttemptListener;
import io.tiergate.dataplane.cluster.Cluster;
import io.tiergate.dataplane.gateway.BodyRoom;
import io.tiergate.dataplane.record.DropReason;
import io.tiergate.dataplane.record.RecordLog;
import io.tiergate.policy.compile.Target;
import io.tiergate.policy.plan.Ending;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What the agent counts of itself, for its management endpoint. {@code docs/operations.md} lists it. Thread-safe. */
@Singleton
final class AgentMeters implements AttemptListener {
    private final MeterRegistry registry;

    AgentMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void ended(Target target, Ending ending, long micros) {
        registry.timer("tiergate.attempts", "target", target.id(), "ending", ending.label())
                .record(Duration.of(micros, ChronoUnit.MICROS));
    }

    void watch(ExactCache cache) {
        lookups(cache, "hit", CacheStats::hits);
        lookups(cache, "miss", CacheStats::misses);
        trouble(cache, "absent", CacheStats::absent);
        trouble(cache, "late", CacheStats::late);
        trouble(cache, "dropped", CacheStats::dropped);
        trouble(cache, "error", CacheStats::errors);
        trouble(cache, "shed", CacheStats::shed);
        count("tiergate.cache.stored", cache, counting -> counting.stats().stored());
    }

    private void lookups(ExactCache cache, String result, ToDoubleFunction<CacheStats> of) {
        count("tiergate.cache.lookups", cache, counting -> of.applyAsDouble(counting.stats()), "result", result);
    }

    private void trouble(ExactCache cache, String cause, ToDoubleFunction<CacheStats> of) {
        count("tiergate.cache.trouble", cache, counting -> of.applyAsDouble(counting.stats()), "cause", cause);
    }

    void watch(SemanticCache cache) {
        semantic(cache, "tiergate.cache.semantic.lookups", SemanticStats::hits, "result", "hit");
        semantic(cache, "tiergate.cache.semantic.lookups", SemanticStats::misses, "result", "miss");
        semantic(cache, "tiergate.cache.semantic.refused", SemanticStats::refused);
        semantic(cache, "tiergate.cache.semantic.stored", SemanticStats::stored);
        semanticTrouble(cache, "absent", SemanticStats.Trouble::absent);
        semanticTrouble(cache, "dropped", SemanticStats.Trouble::dropped);
        semanticTrouble(cache, "error", SemanticStats.Trouble::errors);
        semanticTrouble(cache, "shed", SemanticStats.Trouble::shed);
        semanticTrouble(cache, "repaired", SemanticStats.Trouble::repaired);
        semanticTrouble(cache, "evicted", SemanticStats.Trouble::evicted);
        semanticTrouble(cache, "orphan", SemanticStats.Trouble::orphans);
        held(cache, "tiergate.cache.semantic.entries", VectorIndex.Size::vectors);
        held(cache, "tiergate.cache.semantic.partitions", VectorIndex.Size::partitions);
        held(cache, "tiergate.cache.semantic.graphs", VectorIndex.Size::graphs);
        held(cache, "tiergate.cache.semantic.bytes", VectorIndex.Size::bytes);
    }

    private void semantic(SemanticCache cache, String name, ToDoubleFunction<SemanticStats> of, String... tags) {
        count(name, cache, counting -> of.applyAsDouble(counting.stats()), tags);
    }

    private void semanticTrouble(SemanticCache cache, String cause, ToDoubleFunction<SemanticStats.Trouble> of) {
        semantic(cache, "tiergate.cache.semantic.trouble", stats -> of.applyAsDouble(stats.trouble()), "cause", cause);
    }

    private void held(SemanticCache cache, String name, ToDoubleFunction<VectorIndex.Size> of) {
        Gauge.builder(name, cache, counting -> of.applyAsDouble(counting.stats().held()))
                .register(registry);
    }

    void watch(InFlight inFlight) {
        count("tiergate.requests.shared", inFlight, InFlight::shared);
    }

    void watch(TenantLimits limits) {
        Gauge.builder("tiergate.requests.running", limits, TenantLimits::inside).register(registry);
    }

    void watch(RecordLog records) {
        count("tiergate.records.written", records, log -> log.stats().written());
        for (DropReason reason : DropReason.values()) {
            count(
                    "tiergate.records.dropped",
                    records,
                    log -> log.stats().dropped().getOrDefault(reason.label(), 0L),
                    "reason",
                    reason.label());
        }
    }

    void watch(BodyRoom room) {
        Gauge.builder("tiergate.room.bytes", room, BodyRoom::left).register(registry);
        count("tiergate.room.refused", room, BodyRoom::refused);
    }

    void watch(Optional<Cluster> cluster) {
        Gauge.builder(
                        "tiergate.cluster.members",
                        () -> cluster.map(Cluster::size).orElse(0))
                .register(registry);
    }

    private <T> void count(String name, T counting, ToDoubleFunction<T> read, String... tags) {
        FunctionCounter.builder(name, counting, read).tags(tags).register(registry);
    }
}
