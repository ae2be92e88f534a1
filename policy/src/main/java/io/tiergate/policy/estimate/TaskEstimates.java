package io.tiergate.policy.estimate;

import io.tiergate.policy.estimate.LinearModel.Weights;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was learned of one task, or of one task in one domain. Immutable.
 *
 * @param name {@code task}, or {@code task/domain}
 * @param labels graded prompts that it was learned from
 * @param priors by catalog id
 * @param starts what to ask first, with what is to be expected of it
 * @param reached by worth of a right answer: share of the reference model's right answers that the best start reaches
 */
public record TaskEstimates(String name, long labels, Map<String, Prior> priors, List<Start> starts, Weights reached) {
    public TaskEstimates {
        priors = Map.copyOf(priors);
        starts = List.copyOf(starts);
    }

    /**
     * What is known of a model before it is asked.
     *
     * @param right share of right answers, shrunk toward the model's mean over all tasks where labels are few
     * @param outputTokens mean length of an answer
     * @param latency how long it takes; null: not known
     */
    public record Prior(
            double right, double outputTokens, @Nullable Latency latency) {
        /** A prior of a model of which no latency is known. */
        public Prior(double right, double outputTokens) {
            this(right, outputTokens, null);
        }
    }

    /** The model's prior, or null. */
    public @Nullable Prior prior(String model) {
        return priors.get(model);
    }

    /** Milliseconds that 95 % of the model's answers take at most; null: not known. */
    public @Nullable Long p95Millis(String model) {
        Prior prior = priors.get(model);
        return prior == null || prior.latency() == null ? null : prior.latency().p95Millis();
    }
}
