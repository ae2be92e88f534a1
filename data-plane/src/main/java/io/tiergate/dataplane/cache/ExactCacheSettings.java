package io.tiergate.dataplane.cache;

/**
 * How much an agent keeps.
 *
 * @param heapMegabytes heap for the entries that this member owns or backs up; the least recently used go first
 * @param nearMegabytes heap for answers at hand without asking the cluster
 * @param entryBytesMax larger answers are not stored
 */
public record ExactCacheSettings(int heapMegabytes, int nearMegabytes, int entryBytesMax) {
    /** Some hundred thousand short answers in the cluster, some ten thousand at hand. */
    public static final ExactCacheSettings DEFAULT = new ExactCacheSettings(256, 64, 128 * 1024);

    public ExactCacheSettings {
        if (heapMegabytes < 1 || nearMegabytes < 1 || entryBytesMax < 1) {
            throw new IllegalArgumentException(
                    "cache.heap_megabytes, cache.near_megabytes and cache.entry_bytes_max must be above 0");
        }
    }
}
