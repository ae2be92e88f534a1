package io.tiergate.laboratory.train;

import io.tiergate.laboratory.recorded.Case;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.estimate.LinearModel;
import io.tiergate.policy.estimate.Posterior;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How well a trainer's posteriors do on cases that they were not learned from.
 *
 * @param corrections of its probabilities, one per model
 * @param foresight of each case, corrected
 */
record CrossFit(PosteriorTrainer trainer, List<Platt> corrections, Foresight foresight) {
    /** That of the trainer whose corrected probabilities have the least log loss, over all models. */
    static CrossFit best(
            List<PosteriorTrainer> trainers, List<String> seen, List<Case> cases, List<Model> models, Folds folds) {
        return trainers.stream()
                .map(trainer -> of(trainer, seen, cases, models, folds))
                .min(Comparator.comparingDouble(fit -> fit.foresight.logLoss(cases, models)))
                .orElseThrow();
    }

    private static CrossFit of(
            PosteriorTrainer trainer, List<String> seen, List<Case> cases, List<Model> models, Folds folds) {
        Foresight raw = Foresight.crossFitted(trainer, seen, cases, models, folds);
        List<Platt> corrections = raw.platt(cases, models);
        return new CrossFit(trainer, corrections, raw.corrected(corrections));
    }

    /** What the trainer learns from all cases, corrected. */
    Posterior posterior(List<Case> cases, List<Model> models) {
        Posterior posterior = trainer.fit(foresight.seen(), cases);
        Map<String, LinearModel> right = new LinkedHashMap<>();
        for (int m = 0; m < models.size(); m++) {
            String model = models.get(m).id();
            LinearModel fitted = posterior.right().get(model);
            if (fitted != null) {
                right.put(model, corrections.get(m).corrected(fitted));
            }
        }
        return new Posterior(posterior.seen(), right, posterior.length());
    }
}
