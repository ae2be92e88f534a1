package io.tiergate.laboratory.train;

import io.tiergate.laboratory.recorded.Case;
import java.util.List;

/** What is known of a model before it is asked. */
final class Priors {
    /** A task's own answers weigh as much as the model's mean over all tasks once there are this many. */
    private static final double LABELS = 10;

    private Priors() {}

    static EstimatesWriter.Prior of(String model, List<Case> all, List<Integer> indices) {
        double mean = all.stream()
                .mapToDouble(one -> one.answer(model).score())
                .average()
                .orElse(0);
        double right = indices.stream()
                .mapToDouble(index -> all.get(index).answer(model).score())
                .sum();
        double tokens = indices.stream()
                .mapToDouble(index -> all.get(index).answer(model).usage().totalOutput())
                .average()
                .orElse(0);
        return new EstimatesWriter.Prior((right + LABELS * mean) / (indices.size() + LABELS), tokens);
    }
}
