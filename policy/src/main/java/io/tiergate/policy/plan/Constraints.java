package io.tiergate.policy.plan;

import io.tiergate.policy.compile.Tier;
import io.tiergate.policy.compile.TierTable;
import io.tiergate.policy.rule.Effect;
import io.tiergate.policy.rule.RuleOutcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What rules and the caller ask of a plan. Of several tiers the highest holds; in a conflict the higher bound wins, because that is
 * the safer one.
 *
 * @param exact the tier to serve with, and those above it where it fails; null: any
 * @param atLeast not below this tier; null: no bound
 * @param atMost not above this tier; null: no bound
 * @param noCache neither read nor write the cache
 */
public record Constraints(
        @Nullable Tier exact,
        @Nullable Tier atLeast,
        @Nullable Tier atMost,
        boolean noCache) {
    /** Anything goes. */
    public static final Constraints NONE = new Constraints(null, null, null, false);

    /** What the rules that applied ask for. */
    public static Constraints of(List<RuleOutcome> outcomes, TierTable tiers) {
        Constraints constraints = NONE;
        for (RuleOutcome outcome : outcomes) {
            constraints = constraints.and(outcome.applied(), tiers);
        }
        return constraints;
    }

    /** These constraints and one effect more. */
    public Constraints and(Effect effect, TierTable tiers) {
        return new Constraints(
                higher(exact, tier(effect.tier(), tiers)),
                higher(atLeast, tier(effect.atLeast(), tiers)),
                lower(atMost, tier(effect.atMost(), tiers)),
                noCache || effect.noCache());
    }

    /** Whether the tier may serve. */
    public boolean allows(Tier tier) {
        return reasonAgainst(tier).isEmpty();
    }

    /** Whether one of the constraints asks for the tier by name. */
    boolean names(Tier tier) {
        return tier.equals(exact) || tier.equals(atLeast);
    }

    /** Whether a panel may ask a model that is in these tiers; one that is in none counts as below all. */
    boolean allowsModelsOf(List<Tier> tiers) {
        return tiers.isEmpty() ? floor() == null : tiers.stream().anyMatch(this::allows);
    }

    /** Why the tier may not serve, in a few words; empty if it may. */
    String reasonAgainst(Tier tier) {
        Tier floor = floor();
        if (floor != null && tier.rank() < floor.rank()) {
            return (floor.equals(exact) ? "a rule asks for tier " : "at least asked for is ") + floor.name();
        }
        boolean conflict = floor != null && atMost != null && floor.rank() > atMost.rank();
        if (!conflict && atMost != null && tier.rank() > atMost.rank()) {
            return "a rule asks for at most " + atMost.name();
        }
        return "";
    }

    private @Nullable Tier floor() {
        return higher(exact, atLeast);
    }

    private static @Nullable Tier tier(@Nullable String name, TierTable tiers) {
        return name == null ? null : tiers.find(name);
    }

    private static @Nullable Tier higher(@Nullable Tier one, @Nullable Tier other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.rank() >= other.rank() ? one : other;
    }

    private static @Nullable Tier lower(@Nullable Tier one, @Nullable Tier other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.rank() <= other.rank() ? one : other;
    }
}
