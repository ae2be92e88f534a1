package io.tiergate.dataplane.cache;

import io.tiergate.dataplane.cache.vector.VectorIndex;
import java.util.concurrent.atomic.LongAdder;

/** The running counts behind {@link SemanticStats}. Thread-safe. */
final class SemanticCounters {
    final LongAdder hits = new LongAdder();
    final LongAdder misses = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder stored = new LongAdder();
    final LongAdder absent = new LongAdder();
    final LongAdder dropped = new LongAdder();
    final LongAdder errors = new LongAdder();
    final LongAdder shed = new LongAdder();
    final LongAdder repaired = new LongAdder();
    final LongAdder evicted = new LongAdder();
    final LongAdder orphans = new LongAdder();

    SemanticStats read(VectorIndex.Size held) {
        return new SemanticStats(
                hits.sum(),
                misses.sum(),
                refused.sum(),
                stored.sum(),
                held,
                new SemanticStats.Trouble(
                        absent.sum(),
                        dropped.sum(),
                        errors.sum(),
                        shed.sum(),
                        repaired.sum(),
                        evicted.sum(),
                        orphans.sum()));
    }
}
