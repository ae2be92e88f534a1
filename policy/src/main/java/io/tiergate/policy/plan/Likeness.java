package io.tiergate.policy.plan;

/**
 * How likely an answer says the same as an earlier attempt's.
 *
 * @param attempt number of the earlier attempt
 * @param ppm probability in millionths
 */
public record Likeness(int attempt, int ppm) {}
