package io.tiergate.dataplane.cache;

import java.util.concurrent.atomic.LongAdder;

/** The running counts behind {@link CacheStats}. Thread-safe. */
final class CacheCounters {
    final LongAdder hits = new LongAdder();
    final LongAdder misses = new LongAdder();
    final LongAdder absent = new LongAdder();
    final LongAdder late = new LongAdder();
    final LongAdder dropped = new LongAdder();
    final LongAdder errors = new LongAdder();
    final LongAdder stored = new LongAdder();
    final LongAdder shed = new LongAdder();

    CacheStats read() {
        return new CacheStats(
                hits.sum(),
                misses.sum(),
                absent.sum(),
                late.sum(),
                dropped.sum(),
                errors.sum(),
                stored.sum(),
                shed.sum());
    }
}
