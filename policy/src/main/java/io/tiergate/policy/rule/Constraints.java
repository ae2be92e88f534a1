package io.tiergate.policy.rule;

import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the rules that apply leave to a plan: tiers by rank (0 the lowest), null where nothing is said. Conflicts are settled: of several
 * {@code tier} the highest counts, and it goes before {@code at_most}; {@code at_least} goes before {@code at_most} and before a {@code tier}
 * that is lower. Immutable.
 *
 * @param tier exactly this tier
 * @param atLeast no lower tier
 * @param atMost no higher tier
 * @param noCache neither read nor write the cache
 */
public record Constraints(
        @Nullable Integer tier,
        @Nullable Integer atLeast,
        @Nullable Integer atMost,
        boolean noCache) {
    /** Anything goes. */
    public static final Constraints NONE = new Constraints(null, null, null, false);

    /**
     * Everything that applied, put together.
     *
     * @param rankOf rank of a tier's name
     */
    public static Constraints from(List<RuleOutcome> outcomes, ToIntFunction<String> rankOf) {
        Integer tier = null;
        Integer atLeast = null;
        Integer atMost = null;
        boolean noCache = false;
        for (RuleOutcome outcome : outcomes) {
            Effect effect = outcome.applied();
            tier = higher(tier, effect.tier(), rankOf);
            atLeast = higher(atLeast, effect.atLeast(), rankOf);
            Integer bound = effect.atMost() == null ? null : Integer.valueOf(rankOf.applyAsInt(effect.atMost()));
            atMost = atMost == null || (bound != null && bound < atMost) ? bound : atMost;
            noCache |= effect.noCache();
        }
        return settled(tier, atLeast, atMost, noCache);
    }

    private static Constraints settled(
            @Nullable Integer tier, @Nullable Integer atLeast, @Nullable Integer atMost, boolean noCache) {
        if (tier != null && (atLeast == null || atLeast <= tier)) {
            return new Constraints(tier, null, null, noCache);
        }
        Integer bound = atLeast != null && atMost != null && atMost < atLeast ? null : atMost;
        return new Constraints(null, atLeast, bound, noCache);
    }

    private static @Nullable Integer higher(
            @Nullable Integer rank, @Nullable String name, ToIntFunction<String> rankOf) {
        if (name == null) {
            return rank;
        }
        int other = rankOf.applyAsInt(name);
        return rank == null || other > rank ? Integer.valueOf(other) : rank;
    }

    /** Whether a tier of that rank may serve. */
    public boolean allows(int rank) {
        return (tier == null || rank == tier)
                && (atLeast == null || rank >= atLeast)
                && (atMost == null || rank <= atMost);
    }
}
