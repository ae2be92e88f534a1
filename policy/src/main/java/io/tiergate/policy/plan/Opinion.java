package io.tiergate.policy.plan;

import org.jspecify.annotations.Nullable;

/**
 * What a judge said of another attempt's answer.
 *
 * @param attempt number of the attempt that was judged
 * @param grade 0, surely wrong, to 100, surely right; null: the judge failed, or no grade could be read from its reply
 */
public record Opinion(int attempt, @Nullable Integer grade) {}
