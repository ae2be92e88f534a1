package io.tiergate.dataplane.cache;

import io.tiergate.dataplane.cache.vector.VectorSettings;
import java.nio.file.Path;

/**
 * How much an agent keeps of questions that were answered.
 *
 * @param vectors how they are kept and searched
 * @param heapMegabytes heap for them, here and in the cluster's map; the oldest go first, and from all agents
 */
public record SemanticCacheSettings(VectorSettings vectors, long heapMegabytes) {
    private static final int HEAP_SHARE = 8;
    private static final long HEAP_MEGABYTES_MOST = 4_096;
    private static final long MEGABYTE = 1 << 20;

    /** An eighth of the heap, and graphs in that folder. */
    public static SemanticCacheSettings within(long heapBytes, Path folder) {
        return new SemanticCacheSettings(
                VectorSettings.in(folder), Math.clamp(heapBytes / MEGABYTE / HEAP_SHARE, 1, HEAP_MEGABYTES_MOST));
    }

    long heapBytes() {
        return heapMegabytes * MEGABYTE;
    }
}
