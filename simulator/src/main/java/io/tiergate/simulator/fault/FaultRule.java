package io.tiergate.simulator.fault;

import org.jspecify.annotations.Nullable;

/**
 * Which calls get a fault.
 *
 * @param model a model id, or {@code *}
 * @param promptId a recorded prompt's id; null for every prompt
 * @param probability share of the matching calls, 0 to 1
 * @param count how many calls get it before the rule is gone; null for no end
 * @param fault what they get
 */
public record FaultRule(
        String model,
        @Nullable String promptId,
        double probability,
        @Nullable Integer count,
        Fault fault) {
    public FaultRule {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("probability must be 0 to 1");
        }
        if (count != null && count < 1) {
            throw new IllegalArgumentException("count must be one or more");
        }
    }

    boolean matches(String calledModel, String calledPrompt) {
        return (model.equals("*") || model.equals(calledModel)) && (promptId == null || promptId.equals(calledPrompt));
    }
}
