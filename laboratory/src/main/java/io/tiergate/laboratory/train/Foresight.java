package io.tiergate.laboratory.train;

import io.tiergate.laboratory.recorded.Case;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.estimate.Posterior;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a posterior, learned from other cases, foresees for each case: how likely each model is right, and what asking it would cost.
 *
 * @param seen the models whose answers are seen
 * @param right by case, by model: probability
 * @param usd by case, by model: expected US dollars of asking it; of no meaning for models that are seen
 */
record Foresight(List<String> seen, List<double[]> right, List<double[]> usd) {
    /** Learns from all folds but one what is foreseen for that one, fold by fold. */
    static Foresight crossFitted(
            PosteriorTrainer trainer, List<String> seen, List<Case> cases, List<Model> models, Folds folds) {
        List<double[]> right = new ArrayList<>(Collections.nCopies(cases.size(), new double[0]));
        List<double[]> usd = new ArrayList<>(right);
        for (int fold = 0; fold < folds.count(); fold++) {
            Posterior posterior = trainer.fit(seen, folds.items(cases, fold, false));
            for (int index : folds.indices(fold, true)) {
                Case one = cases.get(index);
                Posterior.At at = trainer.at(posterior, one);
                right.set(index, rights(at, models));
                usd.set(index, costs(at, one, models));
            }
        }
        return new Foresight(seen, right, usd);
    }

    /** The same foresight with corrected probabilities. */
    Foresight corrected(List<Platt> byModel) {
        List<double[]> corrected = right.stream()
                .map(probabilities -> {
                    double[] values = probabilities.clone();
                    for (int m = 0; m < values.length; m++) {
                        values[m] = byModel.get(m).corrected(values[m]);
                    }
                    return values;
                })
                .toList();
        return new Foresight(seen, corrected, usd);
    }

    /** One correction per model. */
    List<Platt> platt(List<Case> cases, List<Model> models) {
        List<Platt> byModel = new ArrayList<>();
        for (int m = 0; m < models.size(); m++) {
            double[] logOdds = new double[cases.size()];
            boolean[] happened = new boolean[cases.size()];
            for (int i = 0; i < logOdds.length; i++) {
                logOdds[i] = Platt.logOdds(Math.clamp(right.get(i)[m], 1e-9, 1 - 1e-9));
                happened[i] = cases.get(i).answer(models.get(m).id()).right();
            }
            byModel.add(Platt.fit(logOdds, happened));
        }
        return byModel;
    }

    /** Mean over cases and models; less is better. */
    double logLoss(List<Case> cases, List<Model> models) {
        double sum = 0;
        for (int i = 0; i < cases.size(); i++) {
            for (int m = 0; m < models.size(); m++) {
                double said = Math.clamp(right.get(i)[m], 1e-9, 1 - 1e-9);
                sum -= Math.log(cases.get(i).answer(models.get(m).id()).right() ? said : 1 - said);
            }
        }
        return sum / cases.size() / models.size();
    }

    private static double[] rights(Posterior.At at, List<Model> models) {
        return models.stream()
                .mapToDouble(model -> at.right(model.id()).orElse(0))
                .toArray();
    }

    private static double[] costs(Posterior.At at, Case one, List<Model> models) {
        return models.stream()
                .mapToDouble(model -> model.price()
                                .micros(TokenUsage.of(
                                        one.features().size().inputTokens(),
                                        Math.round(at.outputTokens(model.id()).orElse(0))))
                        / 1e6)
                .toArray();
    }

    /**
     * What is done for a case after these answers: the same choice as the planner's.
     *
     * @return index of the model whose answer is served; one that is not seen is asked for it
     */
    int choose(int index, List<Model> models, double worth) {
        double[] probability = right.get(index);
        double[] cost = usd.get(index);
        int best = -1;
        double bestValue = Double.NEGATIVE_INFINITY;
        for (int m = 0; m < models.size(); m++) {
            boolean known = seen.contains(models.get(m).id());
            double value = worth * probability[m] - (known ? 0 : cost[m]);
            if (value > bestValue) {
                bestValue = value;
                best = m;
            }
        }
        return best;
    }
}
