package io.tiergate.policy.compile;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tiers of a policy, in document order. Which of two is higher is for a task's {@link Ladder} to say. Immutable.
 *
 * @param all every tier
 * @param ladder the default ladder: every tier that is no specialist
 * @param reference what quality and savings are compared with
 */
public record TierTable(List<Tier> all, List<Tier> ladder, Tier reference) {
    public TierTable {
        all = List.copyOf(all);
        ladder = List.copyOf(ladder);
    }

    /** The tier of that name, or null. */
    public @Nullable Tier find(String name) {
        for (Tier tier : all) {
            if (tier.name().equals(name)) {
                return tier;
            }
        }
        return null;
    }

    /** The tiers by name, in order. */
    public Map<String, Tier> byName() {
        Map<String, Tier> tiers = new LinkedHashMap<>();
        all.forEach(tier -> tiers.put(tier.name(), tier));
        return tiers;
    }
}
