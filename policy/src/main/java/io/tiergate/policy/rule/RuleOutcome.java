package io.tiergate.policy.rule;

/**
 * What one rule said of one request.
 *
 * @param rule its name
 * @param result what its condition said
 * @param applied what it did; nothing when it did not apply
 */
public record RuleOutcome(String rule, Truth result, Effect applied) {}
