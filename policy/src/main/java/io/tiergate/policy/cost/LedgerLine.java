package io.tiergate.policy.cost;

/**
 * Money spent on one attempt.
 *
 * @param kind what it was spent for
 * @param target catalog id of the model
 * @param usage billed tokens
 * @param micros micro-dollars
 */
public record LedgerLine(SpendKind kind, String target, TokenUsage usage, long micros) {}
