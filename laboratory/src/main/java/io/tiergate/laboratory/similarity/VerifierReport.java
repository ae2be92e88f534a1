package io.tiergate.laboratory.similarity;

import io.tiergate.laboratory.evaluate.Calibration;
import io.tiergate.policy.similarity.Subject;
import io.tiergate.policy.similarity.Verifier;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A verifier and what it is worth on pairs that it was not learned from.
 *
 * @param subject what the texts are
 * @param verifier learned from all pairs
 * @param settings that it was learned with
 * @param counts of pairs
 * @param penalty on the weights, by the loss on held-out folds
 * @param curve hits and wrong hits by threshold, each pair judged by what was learned from the other folds
 * @param calibration of the probability, on the same
 * @param shown the lowest threshold at which the bound is shown to be kept; null: it cannot be shown
 * @param observed the lowest threshold at which it was kept on these pairs, which shows nothing; null: there is none
 * @param variants the verifier itself, without each guard, and cosines alone
 * @param kinds what became of each kind of pairs at the threshold
 */
public record VerifierReport(
        Subject subject,
        Verifier verifier,
        Settings settings,
        Counts counts,
        double penalty,
        HitCurve curve,
        Calibration calibration,
        @Nullable Hits shown,
        @Nullable Hits observed,
        List<Variant> variants,
        List<OfKind> kinds) {
    public VerifierReport {
        variants = List.copyOf(variants);
        kinds = List.copyOf(kinds);
    }

    /**
     * What is asked of a verifier.
     *
     * @param folds in which what is learned is kept from what is judged
     * @param seed of the split
     * @param maxWrongHits share of served hits that may be wrong
     * @param confidence that it is within that
     */
    public record Settings(int folds, long seed, double maxWrongHits, double confidence) {}

    /**
     * How many pairs.
     *
     * @param pairs all that differ
     * @param same those that are the same
     * @param vetoed those that a veto decides
     * @param vetoedSame those of them that are the same: hits that are lost
     * @param repeated left out, as the set repeats them
     */
    public record Counts(int pairs, int same, int vetoed, int vetoedSame, int repeated) {}

    /**
     * One way to decide.
     *
     * @param name {@code verifier}, {@code without numbers}, {@code cosine}, ...
     * @param auc chance that a pair that is the same has a higher score than one that is not
     */
    public record Variant(String name, double auc, HitCurve curve) {}

    /**
     * Pairs that differ in one thing.
     *
     * @param kind as the set calls it
     * @param pairs of that kind
     * @param same those of them that are the same
     * @param served at the threshold
     */
    public record OfKind(String kind, int pairs, int same, int served) {
        /** By kind, sorted by name. */
        static List<OfKind> count(ComparedPairs pairs, double[] scores, double threshold) {
            Map<String, OfKind> kinds = new TreeMap<>();
            for (int i = 0; i < scores.length; i++) {
                TextPair pair = pairs.pair(i);
                boolean served = Hits.takes(scores[i], threshold);
                kinds.merge(
                        pair.kind(),
                        new OfKind(pair.kind(), 1, pair.same() ? 1 : 0, served ? 1 : 0),
                        (a, b) -> new OfKind(
                                a.kind(), a.pairs() + b.pairs(), a.same() + b.same(), a.served() + b.served()));
            }
            return List.copyOf(kinds.values());
        }
    }

    /** The threshold that is shown to keep the bound, else the one that kept it here; null: neither. */
    public @Nullable Hits chosen() {
        return shown == null ? observed : shown;
    }

    /** So many served hits without a wrong one would show the bound. */
    public int hitsNeeded() {
        return BinomialBound.casesNeeded(0, settings.maxWrongHits(), 1 - settings.confidence());
    }
}
