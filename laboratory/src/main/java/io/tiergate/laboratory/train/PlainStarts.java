package io.tiergate.laboratory.train;

import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.cost.TokenUsage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Starts where nothing is known of what answers say of each other: each model alone, as right as its prior. */
final class PlainStarts {
    private final List<Model> models;
    private final String reference;
    private final List<Double> worths;
    private final double inputTokens;

    /**
     * For a grid of worths.
     *
     * @param inputTokens mean of a prompt
     */
    PlainStarts(List<Model> models, String reference, List<Double> worths, double inputTokens) {
        this.models = models;
        this.reference = reference;
        this.worths = worths;
        this.inputTokens = inputTokens;
    }

    /**
     * The starts of a task.
     *
     * @param priors by model, of the reference among others
     */
    StartTable.Rows of(Map<String, EstimatesWriter.Prior> priors) {
        List<StartTable.Row> rows = new ArrayList<>();
        priors.forEach((model, prior) -> rows.add(
                new StartTable.Row(List.of(model), Collections.nCopies(worths.size(), prior.right()), nothingMore())));
        List<Double> reached = new ArrayList<>();
        double highest = 0;
        for (double worth : worths) {
            highest = Math.max(highest, best(priors, worth) / referenceRight(priors));
            reached.add(highest);
        }
        return new StartTable.Rows(rows, reached);
    }

    private List<StartTable.More> nothingMore() {
        List<Double> zeros = Collections.nCopies(worths.size(), 0.0);
        return Collections.nCopies(models.size(), new StartTable.More(zeros, zeros));
    }

    /** How often the model is right that is worth most, less its cost. */
    double best(Map<String, EstimatesWriter.Prior> priors, double worth) {
        double right = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (Model model : models) {
            EstimatesWriter.Prior prior = priors.get(model.id());
            if (prior != null) {
                double value = worth * prior.right() - usd(model, prior);
                if (value > most) {
                    most = value;
                    right = prior.right();
                }
            }
        }
        return right;
    }

    /** Above zero, so that there are shares of it. */
    double referenceRight(Map<String, EstimatesWriter.Prior> priors) {
        EstimatesWriter.Prior prior = priors.get(reference);
        return prior == null ? 1 : Math.max(prior.right(), 1e-6);
    }

    private double usd(Model model, EstimatesWriter.Prior prior) {
        return model.price().micros(TokenUsage.of(Math.round(inputTokens), Math.round(prior.outputTokens()))) / 1e6;
    }
}
