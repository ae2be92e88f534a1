package io.tiergate.laboratory.train;

import io.tiergate.laboratory.recorded.Case;
import io.tiergate.policy.estimate.Evidence;
import io.tiergate.policy.estimate.LinearModel;
import io.tiergate.policy.estimate.Posterior;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Learns what the answers of certain models say of all models. */
final class PosteriorTrainer {
    /** What may hold the weights of lengths and forms near zero: how much of it does best differs by set, and by how many answers are seen. */
    static final List<Double> PENALTIES = List.of(30.0, 100.0);
    /** The same of which answers are equal. It says most, and its few features say it together: as much as on others keeps them from it. */
    private static final double OF_AGREEMENT = 3;

    private final List<String> models;
    private final Grouping grouping;
    private final double penalty;

    /**
     * A trainer.
     *
     * @param penalty of weights that tasks share, but for those of agreement
     */
    PosteriorTrainer(List<String> models, Grouping grouping, double penalty) {
        this.models = models;
        this.grouping = grouping;
        this.penalty = penalty;
    }

    /**
     * A posterior.
     *
     * @param seen the models whose answers it goes by
     * @param cases graded answers
     */
    Posterior fit(List<String> seen, List<Case> cases) {
        List<double[]> rows = new ArrayList<>();
        List<String> tasks = new ArrayList<>();
        for (Case one : cases) {
            rows.add(one.evidence(seen).features(seen));
            tasks.add(grouping.of(one));
        }
        Regression regression = new Regression(rows, tasks, penalties(seen.size()));
        Map<String, LinearModel> right = new LinkedHashMap<>();
        Map<String, LinearModel> length = new LinkedHashMap<>();
        for (String model : models) {
            right.put(model, regression.logistic(rightOf(model, cases)));
            if (!seen.contains(model)) {
                length.put(model, regression.logarithm(outputTokens(model, cases)));
            }
        }
        return new Posterior(seen, right, length);
    }

    /** What a posterior says of a case. */
    Posterior.At at(Posterior posterior, Case one) {
        return posterior.at(grouping.of(one), one.evidence(posterior.seen()));
    }

    private double[] penalties(int answers) {
        return Evidence.featureNames(answers).stream()
                .skip(1)
                .mapToDouble(name -> Evidence.isAgreement(name) ? OF_AGREEMENT : penalty)
                .toArray();
    }

    private static boolean[] rightOf(String model, List<Case> cases) {
        boolean[] right = new boolean[cases.size()];
        for (int i = 0; i < right.length; i++) {
            right[i] = cases.get(i).answer(model).right();
        }
        return right;
    }

    private static double[] outputTokens(String model, List<Case> cases) {
        double[] tokens = new double[cases.size()];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = cases.get(i).answer(model).usage().totalOutput();
        }
        return tokens;
    }
}
