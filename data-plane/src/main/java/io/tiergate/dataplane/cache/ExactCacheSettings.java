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

    private static final int HEAP_SHARE = 5;
    private static final int NEAR_SHARE = 20;
    private static final long MEGABYTE = 1 << 20;

    /**
     * The defaults, or less for an agent whose heap is small: a fifth and a twentieth of it. A heap that the cache fills is collected
     * whole, again and again ({@code docs/measurements/throughput.md}).
     */
    public static ExactCacheSettings within(long heapBytes) {
        long megabytes = heapBytes / MEGABYTE;
        return new ExactCacheSettings(
                Math.clamp(megabytes / HEAP_SHARE, 1, DEFAULT.heapMegabytes),
                Math.clamp(megabytes / NEAR_SHARE, 1, DEFAULT.nearMegabytes),
                DEFAULT.entryBytesMax);
    }

    public ExactCacheSettings {
        if (heapMegabytes < 1 || nearMegabytes < 1 || entryBytesMax < 1) {
            throw new IllegalArgumentException(
                    "cache.heap_megabytes, cache.near_megabytes and cache.entry_bytes_max must be above 0");
        }
    }
}
