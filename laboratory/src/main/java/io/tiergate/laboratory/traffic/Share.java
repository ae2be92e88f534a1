package io.tiergate.laboratory.traffic;

import io.tiergate.laboratory.recorded.Wilson;
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

    /** Where the share lies with 95 %, judgements being right ({@link Wilson}, with the effective labels). */
    public Interval interval() {
        return new Interval(Wilson.low(right, effective), Wilson.high(right, effective));
    }

    /** An interval of shares. */
    public record Interval(double low, double high) {}
}
