package io.tiergate.policy.plan;

/**
 * What a hybrid plan reckoned once answers were there: why one more model is asked, or none.
 *
 * @param attempt the answer that is likeliest to be right; 0: none passed the gate
 * @param right its probability, 0 to 1
 * @param next catalog id of the model that is worth most to ask; empty: none is left
 * @param nextRight probability that its answer would be right
 * @param nextMicros micro-dollars that it is expected to cost
 */
public record Appraisal(int attempt, double right, String next, double nextRight, double nextMicros) {}
