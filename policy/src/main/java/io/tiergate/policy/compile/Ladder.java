package io.tiergate.policy.compile;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The order in which a task climbs tiers, and by it the answer to which of two tiers is higher. Immutable.
 *
 * <p>A tier that the ladder does not have is compared too, because a rule or a caller may name it, and a task may be fixed to it. It
 * stands where the document lists it: just below the first tier of the ladder that the document lists above it, specialists of the
 * ladder not counted; on top where there is none. A specialist, which documents often list last, is never above the reference tier
 * that way: only a ladder puts it there.
 *
 * @param rungs the tiers that the task climbs, the lowest first
 * @param ranking every tier of the policy, the lowest first
 */
public record Ladder(List<Tier> rungs, List<Tier> ranking) {
    public Ladder {
        rungs = List.copyOf(rungs);
        ranking = List.copyOf(ranking);
    }

    /** The ladder of these rungs, in a policy of these tiers. */
    public static Ladder of(List<Tier> rungs, TierTable tiers) {
        List<Tier> ranking = new ArrayList<>(rungs);
        for (Tier tier : tiers.all()) {
            if (!tier.specialist()) {
                place(tier, tiers.reference(), ranking);
            }
        }
        place(tiers.reference(), tiers.reference(), ranking);
        tiers.all().forEach(tier -> place(tier, tiers.reference(), ranking));
        return new Ladder(rungs, ranking);
    }

    private static void place(Tier tier, Tier reference, List<Tier> ranking) {
        if (ranking.contains(tier)) {
            return;
        }
        int end = tier.specialist() && ranking.contains(reference) ? ranking.indexOf(reference) : ranking.size();
        int place = 0;
        while (place < end && !isListedBelow(tier, ranking.get(place))) {
            place++;
        }
        ranking.add(place, tier);
    }

    private static boolean isListedBelow(Tier tier, Tier general) {
        return !general.specialist() && tier.position() < general.position();
    }

    /** The tier of that name, or null. */
    public @Nullable Tier find(String name) {
        for (Tier tier : ranking) {
            if (tier.name().equals(name)) {
                return tier;
            }
        }
        return null;
    }

    /** Whether {@code one} stands below {@code other}. */
    public boolean isBelow(Tier one, Tier other) {
        return ranking.indexOf(one) < ranking.indexOf(other);
    }

    /** The higher of two tiers; null counts as no bound. */
    public @Nullable Tier higher(@Nullable Tier one, @Nullable Tier other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return isBelow(one, other) ? other : one;
    }

    /** The lower of two tiers; null counts as no bound. */
    public @Nullable Tier lower(@Nullable Tier one, @Nullable Tier other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return other.equals(higher(one, other)) ? one : other;
    }
}
