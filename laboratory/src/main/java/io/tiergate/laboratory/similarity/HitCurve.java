package io.tiergate.laboratory.similarity;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hits and wrong hits by threshold, for scores that each pair got from what was not learned from it. Immutable. */
public final class HitCurve {
    private static final int DECIMALS = 6;

    /** From the highest threshold down; each serves at least one pair more. */
    private final List<Hits> steps;

    private final int same;

    private HitCurve(List<Hits> steps, int same) {
        this.steps = List.copyOf(steps);
        this.same = same;
    }

    /**
     * Of scores and labels.
     *
     * @param scores 0 or less is never served
     * @param same whether the pair is the same
     */
    static HitCurve of(double[] scores, boolean[] same) {
        Integer[] order = new Integer[scores.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> -scores[i]));
        List<Hits> steps = new ArrayList<>();
        int right = 0;
        int all = 0;
        for (boolean one : same) {
            all += one ? 1 : 0;
        }
        for (int i = 0; i < order.length && scores[order[i]] > 0; i++) {
            right += same[order[i]] ? 1 : 0;
            double threshold = threshold(scores[order[i]]);
            if (threshold <= 0) {
                break;
            }
            // Two scores that a document would write alike are one step.
            if (!steps.isEmpty() && steps.getLast().threshold() == threshold) {
                steps.removeLast();
            }
            steps.add(new Hits(threshold, right, i + 1 - right));
        }
        return new HitCurve(steps, all);
    }

    /** The score as a document writes it: never above it. */
    private static double threshold(double score) {
        return BigDecimal.valueOf(score).setScale(DECIMALS, RoundingMode.DOWN).doubleValue();
    }

    /** The part of it with thresholds that are not lower. */
    HitCurve from(double threshold) {
        return new HitCurve(
                steps.stream().filter(step -> step.threshold() >= threshold).toList(), same);
    }

    /** Pairs that are the same: what could be right hits. */
    public int same() {
        return same;
    }

    /** What is served from that threshold on. */
    public Hits at(double threshold) {
        Hits hits = new Hits(threshold, 0, 0);
        for (Hits step : steps) {
            if (step.threshold() < threshold) {
                break;
            }
            hits = new Hits(threshold, step.right(), step.wrong());
        }
        return hits;
    }

    /** The lowest threshold at which the observed share of wrong hits is within the bound; null: there is none. */
    public @Nullable Hits observedWithin(double maxWrongHits) {
        Hits best = null;
        for (Hits step : steps) {
            if (step.wrongShare() <= maxWrongHits && step.right() > 0) {
                best = step;
            }
        }
        return best;
    }

    /**
     * The lowest threshold at which the share of wrong hits is shown to be within the bound; null: it cannot be shown. Thresholds are tested in a sequence
     * that is fixed before any label is seen, up to the first that fails, so that choosing costs no confidence (Angelopoulos et al., "Learn then
     * test", 2021). It begins where enough pairs are served for one of them to be wrong; where there are not so many, where none may be.
     */
    public @Nullable Hits shownWithin(double maxWrongHits, double confidence) {
        int start = BinomialBound.casesNeeded(1, maxWrongHits, 1 - confidence);
        if (steps.isEmpty() || steps.getLast().served() < start) {
            start = BinomialBound.casesNeeded(0, maxWrongHits, 1 - confidence);
        }
        Hits best = null;
        for (Hits step : steps) {
            if (step.served() < start) {
                continue;
            }
            if (step.atMost(confidence) > maxWrongHits) {
                break;
            }
            best = step;
        }
        return best;
    }
}
