package io.tiergate.policy.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to try for one request, in order.
 *
 * @param strategy the task's strategy, or {@code pin}
 * @param rungs in the order in which they are tried; empty when nothing fits, and then {@code excluded} says why
 * @param excluded targets that were left out
 * @param weighing what a hybrid plan goes by; null: the rungs are tried one after another
 */
public record Plan(
        String strategy,
        List<Rung> rungs,
        List<Excluded> excluded,
        @Nullable Weighing weighing) {
    public Plan {
        rungs = List.copyOf(rungs);
        excluded = List.copyOf(excluded);
    }

    /** A plan whose rungs are tried one after another. */
    public Plan(String strategy, List<Rung> rungs, List<Excluded> excluded) {
        this(strategy, rungs, excluded, null);
    }

    /**
     * A target that was left out.
     *
     * @param target catalog id
     * @param tier its tier; empty for a panel or a pin
     * @param reason in a few words
     */
    public record Excluded(String target, String tier, String reason) {}
}
