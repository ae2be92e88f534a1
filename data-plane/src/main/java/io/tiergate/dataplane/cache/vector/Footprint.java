package io.tiergate.dataplane.cache.vector;

/**
 * What an entry takes up, and for how long.
 *
 * @param storedAtMillis epoch milliseconds
 * @param expiresAtMillis epoch milliseconds; not found from then on
 * @param bytes of heap, wherever it is kept
 */
public record Footprint(long storedAtMillis, long expiresAtMillis, int bytes) {}
