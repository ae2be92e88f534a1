package io.tiergate.policy.compile;

import java.util.List;

/**
 * A named quality and price level.
 *
 * @param name unique in the policy
 * @param position in the document, 0 the first; a task's {@link Ladder} says which of two tiers is higher
 * @param specialist in no default ladder
 * @param targets at least one
 */
public record Tier(String name, int position, boolean specialist, List<Target> targets) {
    public Tier {
        targets = List.copyOf(targets);
    }

    /** Its dearest target's price of an input and an output token together, in picodollars: what ladders are compared by. */
    long price() {
        return targets.stream()
                .mapToLong(target ->
                        target.model().price().input() + target.model().price().output())
                .max()
                .orElse(0);
    }
}
