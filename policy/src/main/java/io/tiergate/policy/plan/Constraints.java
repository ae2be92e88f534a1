package io.tiergate.policy.plan;

import io.tiergate.policy.compile.Ladder;
import io.tiergate.policy.compile.Tier;
import io.tiergate.policy.rule.Effect;
import io.tiergate.policy.rule.RuleOutcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What rules and the caller ask of a plan. Of several tiers the highest holds, by the task's own ladder; in a conflict the higher
 * bound wins, because that is the safer one.
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
    public static Constraints of(List<RuleOutcome> outcomes, Ladder ladder) {
        Constraints constraints = NONE;
        for (RuleOutcome outcome : outcomes) {
            constraints = constraints.and(outcome.applied(), ladder);
        }
        return constraints;
    }

    /** These constraints and one effect more. */
    public Constraints and(Effect effect, Ladder ladder) {
        return new Constraints(
                ladder.higher(exact, tier(effect.tier(), ladder)),
                ladder.higher(atLeast, tier(effect.atLeast(), ladder)),
                ladder.lower(atMost, tier(effect.atMost(), ladder)),
                noCache || effect.noCache());
    }

    /** Whether the tier may serve. */
    public boolean allows(Tier tier, Ladder ladder) {
        return reasonAgainst(tier, ladder).isEmpty();
    }

    /** Whether one of the constraints asks for the tier by name. */
    boolean names(Tier tier) {
        return tier.equals(exact) || tier.equals(atLeast);
    }

    /** Whether a panel may ask a model that is in these tiers; one that is in none counts as below all. */
    boolean allowsModelsOf(List<Tier> tiers, Ladder ladder) {
        return tiers.isEmpty() ? floor(ladder) == null : tiers.stream().anyMatch(tier -> allows(tier, ladder));
    }

    /** Why the tier may not serve, in a few words; empty if it may. */
    String reasonAgainst(Tier tier, Ladder ladder) {
        Tier floor = floor(ladder);
        if (floor != null && ladder.isBelow(tier, floor)) {
            return (floor.equals(exact) ? "a rule asks for tier " : "at least asked for is ") + floor.name();
        }
        boolean conflict = floor != null && atMost != null && ladder.isBelow(atMost, floor);
        if (!conflict && atMost != null && ladder.isBelow(atMost, tier)) {
            return "a rule asks for at most " + atMost.name();
        }
        return "";
    }

    private @Nullable Tier floor(Ladder ladder) {
        return ladder.higher(exact, atLeast);
    }

    private static @Nullable Tier tier(@Nullable String name, Ladder ladder) {
        return name == null ? null : ladder.find(name);
    }
}
