package io.tiergate.policy.rule;

/**
 * A condition and what follows from it. Rules only constrain; all that match apply.
 *
 * @param name unique in the policy
 * @param when the condition
 * @param then what it does
 */
public record Rule(String name, Condition when, Effect then) {}
