package io.tiergate.laboratory.recorded;

import io.tiergate.policy.answer.AnswerTraits;
import io.tiergate.policy.compile.TaskProfile;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.estimate.Evidence;
import io.tiergate.policy.gate.CheckResult;
import io.tiergate.policy.rule.Features;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A recorded prompt as the planner would see it, with what each model's answer is. Immutable.
 *
 * @param id the prompt's
 * @param task how the policy serves it
 * @param features what the planner sees
 * @param answers by catalog id; models without a recorded answer are not there
 */
public record Case(String id, TaskProfile task, Features features, Map<String, Given> answers) {
    public Case {
        answers = Map.copyOf(answers);
    }

    /** What a model answered, judged by the task's gate. */
    public Given answer(String model) {
        Given given = answers.get(model);
        if (given == null) {
            throw new IllegalArgumentException("prompt " + id + " has no recorded answer of " + model);
        }
        return given;
    }

    /** What is known of it once these models have answered; never a score. */
    public Evidence evidence(List<String> seen) {
        return new Evidence(
                features.size().inputTokens(),
                seen.stream()
                        .map(model -> {
                            Given given = answer(model);
                            return new Evidence.Seen(model, given.canonical(), given.traits());
                        })
                        .toList());
    }

    /**
     * One model's answer. The score is for judging a decision, never for making one.
     *
     * @param score 0 to 1, 1 is right
     * @param usage what would be billed
     * @param micros micro-dollars at the catalog's prices
     * @param checks what the task's gate says of it
     * @param canonical digest of its canonical form; null: none can be read
     * @param traits what it looks like
     * @param latencyMillis to its end; null: not known
     * @param selfReport the grade that the model gave it when it was asked, 0 to 100; null: not known
     */
    public record Given(
            double score,
            TokenUsage usage,
            long micros,
            List<CheckResult> checks,
            @Nullable Digest canonical,
            AnswerTraits traits,
            @Nullable Long latencyMillis,
            @Nullable Integer selfReport) {
        /** Whether it counts as right. */
        public boolean right() {
            return score >= 0.5;
        }
    }
}
