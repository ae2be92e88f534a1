package io.tiergate.dataplane.cache;

/**
 * How much an agent keeps.
 *
 * @param heapMegabytes heap for the entries that this member owns or backs up; the least recently used go first
 * @param nearEntries entries at hand without asking the cluster
 * @param entryBytesMax larger answers are not stored
 */
public record ExactCacheSettings(int heapMegabytes, int nearEntries, int entryBytesMax) {
    /** Some hundred thousand short answers in the cluster, a few thousand at hand. */
    public static final ExactCacheSettings DEFAULT = new ExactCacheSettings(256, 4_096, 128 * 1024);

    public ExactCacheSettings {
        if (heapMegabytes < 1 || nearEntries < 1 || entryBytesMax < 1) {
            throw new IllegalArgumentException(
                    "cache.heap_megabytes, cache.near_entries and cache.entry_bytes_max must be above 0");
        }
    }
}
