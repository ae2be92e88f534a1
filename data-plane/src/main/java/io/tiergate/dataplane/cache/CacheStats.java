package io.tiergate.dataplane.cache;

/**
 * What the exact cache of one agent has done since it started. A look is either a hit or a miss; the other counts say why some were
 * misses or were not stored.
 *
 * @param hits answers served
 * @param misses looks that gave nothing
 * @param absent looks and stores while there was no cluster
 * @param late looks that took longer than the caller would wait
 * @param dropped entries that did not authenticate or could not be read
 * @param errors operations of the cluster that failed
 * @param stored answers handed to the cluster
 * @param shed operations not begun because too many were under way
 */
public record CacheStats(
        long hits, long misses, long absent, long late, long dropped, long errors, long stored, long shed) {}
