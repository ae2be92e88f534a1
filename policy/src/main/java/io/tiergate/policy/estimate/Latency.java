package io.tiergate.policy.estimate;

/**
 * How long a model takes to the end of its answer, as it was measured. Whole milliseconds.
 *
 * @param p50Millis half of the answers took at most so long
 * @param p95Millis 95 % of them did
 */
public record Latency(long p50Millis, long p95Millis) {}
