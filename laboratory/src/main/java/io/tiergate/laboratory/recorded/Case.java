package io.tiergate.laboratory.recorded;

import io.tiergate.policy.answer.AnswerTraits;
import io.tiergate.policy.compile.TaskProfile;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.estimate.Evidence;
import io.tiergate.policy.gate.CheckResult;
import io.tiergate.policy.rule.Features;
import io.tiergate.policy.similarity.TextEquality;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A recorded prompt as the planner would see it, with what each model's answer is. Immutable.
 *
 * @param id the prompt's
 * @param task how the policy serves it
 * @param features what the planner sees
 * @param answers by catalog id; models without a recorded answer are not there
 * @param alike how likely two free-text answers say the same, in millionths; those that were not compared are not there
 */
public record Case(
        String id, TaskProfile task, Features features, Map<String, Given> answers, Map<Pair, Integer> alike) {
    public Case {
        answers = Map.copyOf(answers);
        alike = Map.copyOf(alike);
    }

    /** One whose answers are equal where their canonical forms are. */
    public Case(String id, TaskProfile task, Features features, Map<String, Given> answers) {
        this(id, task, features, answers, Map.of());
    }

    /**
     * Two models' answers, as they came.
     *
     * @param earlier catalog id
     * @param later catalog id
     */
    public record Pair(String earlier, String later) {}

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
        List<Evidence.Seen> answered = seen.stream()
                .map(model -> new Evidence.Seen(
                        model, answer(model).canonical(), answer(model).traits()))
                .toList();
        return Evidence.of(
                features.size().inputTokens(),
                answered,
                (earlier, later) -> isAlike(seen.get(earlier), seen.get(later)));
    }

    /** How likely a model's answer says the same as that of one that answered before it, in millionths; empty: they were not compared. */
    public OptionalInt likeness(String earlier, String later) {
        Integer ppm = alike.get(new Pair(earlier, later));
        return ppm == null ? OptionalInt.empty() : OptionalInt.of(ppm);
    }

    private boolean isAlike(String earlier, String later) {
        TextEquality equality = task.answer().equality();
        OptionalInt ppm = likeness(earlier, later);
        return equality != null && ppm.isPresent() && equality.accepts(ppm.getAsInt());
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
     * @param freeText where it is held beside others as a free text: that text; otherwise null
     */
    public record Given(
            double score,
            TokenUsage usage,
            long micros,
            List<CheckResult> checks,
            @Nullable Digest canonical,
            AnswerTraits traits,
            @Nullable Long latencyMillis,
            @Nullable Integer selfReport,
            @Nullable String freeText) {
        /** Whether it counts as right. */
        public boolean right() {
            return score >= 0.5;
        }
    }
}
