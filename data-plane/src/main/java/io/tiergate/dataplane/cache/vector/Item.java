package io.tiergate.dataplane.cache.vector;

import io.tiergate.dataplane.cache.CacheKey;
import org.jspecify.annotations.Nullable;

/** One vector's place in the index. */
final class Item {
    final VectorPartition partition;
    final CacheKey key;
    /** Replaced when the entry is stored anew. */
    volatile Footprint footprint;
    /** Null once it is gone, or the partition's graph has it. Written under the flat list's lock. */
    volatile @Nullable QuantizedVector vector;

    Item(VectorPartition partition, CacheKey key, QuantizedVector vector, Footprint footprint) {
        this.partition = partition;
        this.key = key;
        this.vector = vector;
        this.footprint = footprint;
    }
}
