package io.tiergate.laboratory.traffic;

import io.tiergate.policy.estimate.Latency;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How often a model is right in a task, by labels of answers that nothing but the policy and chance chose it for.
 *
 * @param requests that asked it so
 * @param labels of its answers
 * @param right share of right answers, an answer that a hard check rejected counted as wrong
 * @param effective as many labels of equal weight would say as much
 * @param chosen how labels came to be of this model
 * @param rejected share of its answers that a hard check rejected
 * @param outputTokens mean of an answer
 * @param latency to the end of an answer; null: too few
 */
public record Share(
        long requests,
        int labels,
        double right,
        double effective,
        Chosen chosen,
        double rejected,
        double outputTokens,
        @Nullable Latency latency) {
    /**
     * How requests came to a model.
     *
     * @param share of the task's requests that began with it, by chance; 1: all
     * @param arms of the policy
     * @param covered share of the task's requests that labels speak of: those under routings in which the model was asked and labelled
     */
    public record Chosen(double share, Set<String> arms, double covered) {
        public Chosen {
            arms = Set.copyOf(arms);
        }
    }

    /** Where the share lies with 95 %, judgements being right (Wilson, 1927, with the effective labels). */
    public Interval interval() {
        double z = 1.959964;
        double centre = (right + z * z / (2 * effective)) / (1 + z * z / effective);
        double half = z
                / (1 + z * z / effective)
                * Math.sqrt(right * (1 - right) / effective + z * z / (4 * effective * effective));
        return new Interval(Math.max(0, centre - half), Math.min(1, centre + half));
    }

    /** An interval of shares. */
    public record Interval(double low, double high) {}
}
