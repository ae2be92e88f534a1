package io.tiergate.laboratory.similarity;

import io.tiergate.laboratory.similarity.VerifierReport.OfKind;
import io.tiergate.policy.similarity.Verifier;
import java.util.List;

/**
 * A policy's verifier, as it stands there, on pairs that it was not learned from.
 *
 * @param pairs how many
 * @param curve hits and wrong hits by threshold
 * @param cosine the same by the cosine alone
 * @param served from the policy's threshold on
 * @param kinds what became of each kind of pairs there
 */
public record VerifierTrial(int pairs, HitCurve curve, HitCurve cosine, Hits served, List<OfKind> kinds) {
    public VerifierTrial {
        kinds = List.copyOf(kinds);
    }

    /** Judges pairs, of which none should have been learned from, with what is taken for the same from a threshold on. */
    public static VerifierTrial of(ComparedPairs pairs, Verifier verifier, double threshold) {
        double[] scores = new double[pairs.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = verifier.judge(pairs.comparison(i)).probability();
        }
        HitCurve curve = HitCurve.of(scores, pairs.labels());
        return new VerifierTrial(
                pairs.size(),
                curve,
                HitCurve.of(pairs.cosines(), pairs.labels()),
                served(scores, pairs.labels(), threshold),
                OfKind.count(pairs, scores, threshold));
    }

    private static Hits served(double[] scores, boolean[] same, double threshold) {
        int right = 0;
        int wrong = 0;
        for (int i = 0; i < scores.length; i++) {
            if (Hits.takes(scores[i], threshold)) {
                right += same[i] ? 1 : 0;
                wrong += same[i] ? 0 : 1;
            }
        }
        return new Hits(threshold, right, wrong);
    }
}
