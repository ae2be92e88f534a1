package io.tiergate.laboratory.similarity;

import io.tiergate.laboratory.train.Folds;
import io.tiergate.laboratory.train.Platt;
import io.tiergate.laboratory.train.Regression;
import io.tiergate.policy.estimate.LinearModel;
import io.tiergate.policy.similarity.Sign;
import io.tiergate.policy.similarity.Verifier;
import io.tiergate.policy.similarity.Veto;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fits a verifier with some signs and vetoes: weights on all pairs that were read, the line that makes probabilities hold on those that no veto decides, in folds that
 * the weights were not learned from.
 */
final class Learner {
    /** Of weights of standardised signs; the one with the least loss on held-out folds is taken. */
    private static final double[] PENALTIES = {0.3, 1, 3, 10, 30};

    private static final double SURE = 1e-9;

    private final ComparedPairs pairs;
    private final Folds folds;
    private final List<Sign> signs;
    private final Set<Veto> vetoes;

    Learner(ComparedPairs pairs, Folds folds, List<Sign> signs, Set<Veto> vetoes) {
        this.pairs = pairs;
        this.folds = folds;
        this.signs = List.copyOf(signs);
        this.vetoes = Set.copyOf(vetoes);
    }

    /** What was learned. */
    static final class Learned {
        private final Verifier verifier;
        private final double[] scores;
        private final double penalty;

        private Learned(Verifier verifier, double[] scores, double penalty) {
            this.verifier = verifier;
            this.scores = scores;
            this.penalty = penalty;
        }

        /** From all pairs. */
        Verifier verifier() {
            return verifier;
        }

        /** Of each pair, from the folds that it is not in; 0 where a veto holds. */
        double[] scores() {
            return scores.clone();
        }

        /** That was taken. */
        double penalty() {
            return penalty;
        }
    }

    Learned learn() {
        double best = PENALTIES[0];
        double least = Double.POSITIVE_INFINITY;
        for (double penalty : PENALTIES) {
            double loss = loss(crossFitted(penalty));
            if (loss < least) {
                least = loss;
                best = penalty;
            }
        }
        return learn(best);
    }

    /** The same with a penalty that was taken elsewhere. */
    Learned learn(double penalty) {
        double[] logOdds = crossFitted(penalty);
        List<Integer> decided = decided(allIndices());
        Platt line =
                Platt.fit(decided.stream().mapToDouble(index -> logOdds[index]).toArray(), labels(decided));
        double[] scores = new double[pairs.size()];
        for (int index : decided) {
            scores[index] = 1 / (1 + Math.exp(-line.slope() * logOdds[index] - line.shift()));
        }
        double[] weights = fit(allIndices(), penalty);
        Map<Sign, Double> named = new EnumMap<>(Sign.class);
        for (int j = 0; j < weights.length; j++) {
            named.put(signs.get(j), line.slope() * weights[j] + (j == 0 ? line.shift() : 0));
        }
        return new Learned(new Verifier(named), scores, penalty);
    }

    private List<Integer> allIndices() {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            all.add(i);
        }
        return all;
    }

    private double[] crossFitted(double penalty) {
        double[] logOdds = new double[pairs.size()];
        for (int fold = 0; fold < folds.count(); fold++) {
            double[] weights = fit(folds.indices(fold, false), penalty);
            for (int index : folds.indices(fold, true)) {
                double[] row = row(index, new boolean[signs.size()]);
                for (int j = 0; j < row.length; j++) {
                    logOdds[index] += weights[j] * row[j];
                }
            }
        }
        return logOdds;
    }

    /**
     * Weights of the signs. One that would count the wrong way, as a changed number that makes two texts likelier to be the same, says something of these
     * pairs and nothing of others: it is left out, and the others are fitted again.
     */
    private double[] fit(List<Integer> indices, double penalty) {
        double[] weights = new double[signs.size()];
        List<Integer> read = indices.stream().filter(index -> isRead(index)).toList();
        if (read.isEmpty()) {
            return weights;
        }
        boolean[] left = new boolean[weights.length];
        boolean[] labels = labels(read);
        for (boolean again = true; again; ) {
            List<double[]> rows = read.stream().map(index -> row(index, left)).toList();
            LinearModel model = new Regression(rows, penalty).logistic(labels);
            again = false;
            for (int j = 0; j < weights.length; j++) {
                weights[j] = left[j] ? 0 : model.shared().get(j);
                if (weights[j] * direction(signs.get(j)) < 0) {
                    left[j] = true;
                    again = true;
                }
            }
        }
        return weights;
    }

    /** Of a sign's weight: 1 where it says that two texts are alike, -1 where that they differ, 0 for the intercept. */
    private static int direction(Sign sign) {
        return switch (sign) {
            case ONE -> 0;
            case COSINE, CLOSE, OVERLAP, LENGTH, CONTAINED, CONCLUSION -> 1;
            case ADDED,
                    REPLACED,
                    SUBSTITUTED,
                    NUMBERS,
                    UNITS,
                    DATES,
                    NAMES,
                    IDENTIFIERS,
                    NEGATION,
                    OPPOSITES,
                    RIVALS,
                    DIRECTION,
                    ORDER,
                    QUESTION,
                    LANGUAGE,
                    FIGURES,
                    STRANGERS,
                    CODES,
                    DENIED,
                    VERDICT,
                    UNSURE,
                    CAVEAT,
                    INSTEAD,
                    EXCHANGED,
                    LEAD,
                    OUTCOME -> -1;
        };
    }

    /** Vetoed pairs teach, too, where their texts were read. */
    private boolean isRead(int index) {
        return pairs.comparison(index).value(Sign.ONE) > 0;
    }

    /** Those that weights decide. */
    private List<Integer> decided(List<Integer> indices) {
        return indices.stream().filter(index -> !isVetoed(index)).toList();
    }

    private boolean isVetoed(int index) {
        @Nullable Veto veto = pairs.comparison(index).veto();
        return veto != null && vetoes.contains(veto);
    }

    private double[] row(int index, boolean[] left) {
        double[] row = new double[signs.size()];
        for (int j = 0; j < row.length; j++) {
            row[j] = left[j] ? 0 : pairs.comparison(index).value(signs.get(j));
        }
        return row;
    }

    private boolean[] labels(List<Integer> indices) {
        boolean[] labels = new boolean[indices.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = pairs.pair(indices.get(i)).same();
        }
        return labels;
    }

    /** Mean logarithmic loss over the pairs that weights decide. */
    private double loss(double[] logOdds) {
        double loss = 0;
        List<Integer> decided = decided(allIndices());
        for (int index : decided) {
            double right = pairs.pair(index).same() ? logOdds[index] : -logOdds[index];
            loss -= Math.log(Math.max(SURE, 1 / (1 + Math.exp(-right))));
        }
        return loss / Math.max(1, decided.size());
    }
}
