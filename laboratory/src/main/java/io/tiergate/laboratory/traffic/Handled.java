package io.tiergate.laboratory.traffic;

import io.tiergate.policy.estimate.Evidence;
import io.tiergate.policy.plan.Likeness;
import io.tiergate.policy.similarity.TextEquality;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request as its decision record tells it: what was planned, who answered, and what was served. It holds no text. Immutable.
 *
 * @param id the decision's
 * @param tenant whose request; empty: none that is known
 * @param setting what it was decided under
 * @param inputTokens estimated tokens of the prompt
 * @param answers those that came, in order; judges' are left out
 * @param end what was served
 * @param referenceMicros what it would have cost at the reference tier
 */
public record Handled(
        String id,
        String tenant,
        Setting setting,
        long inputTokens,
        List<Answer> answers,
        End end,
        long referenceMicros) {
    public Handled {
        answers = List.copyOf(answers);
    }

    /**
     * What a request was decided under.
     *
     * @param policy its name; empty: none was chosen
     * @param arm of the policy
     * @param routing digest of the routing, which says what shares arms have
     * @param task as it was served
     * @param domain null: unknown
     * @param strategy of the plan; empty: nothing was planned
     * @param begins tier and models that the plan begins with, whatever their order
     */
    public record Setting(
            String policy,
            String arm,
            String routing,
            String task,
            @Nullable String domain,
            String strategy,
            String begins) {}

    /**
     * One model's answer.
     *
     * @param number of the attempt
     * @param model catalog id
     * @param first nothing that answers say led to it: whatever was tried before gave no answer, for reasons that lie with the provider
     * @param rejected a hard check failed
     * @param weighed names of the soft checks that had a say, and {@code judge} where a model graded it, its own one too; empty: nothing did
     * @param seen what it looks like; null: the record does not say
     * @param outputTokens as billed
     * @param millis to its end
     * @param alike how likely it says the same as earlier answers that are another text; empty where they were not compared
     */
    public record Answer(
            int number,
            String model,
            boolean first,
            boolean rejected,
            Set<String> weighed,
            Evidence.@Nullable Seen seen,
            long outputTokens,
            long millis,
            List<Likeness> alike) {
        public Answer {
            weighed = Set.copyOf(weighed);
            alike = List.copyOf(alike);
        }
    }

    /** What was served. */
    public sealed interface End {
        /** The answer of that attempt. */
        record Served(int attempt) implements End {}

        /**
         * What another decision's answer was.
         *
         * @param origin id of that decision
         * @param similar the questions are not the same
         */
        record Hit(String origin, boolean similar) implements End {}

        /** Nothing. */
        record Nothing() implements End {}
    }

    /** The answer that was served; empty: none of its own. */
    public Optional<Answer> served() {
        return end instanceof End.Served(int attempt)
                ? answers.stream().filter(answer -> answer.number() == attempt).findFirst()
                : Optional.empty();
    }

    /**
     * What is known of it by its answers, as an agent sees them.
     *
     * @param equality when free texts are equal; null: where they are the same text
     */
    Evidence evidence(@Nullable TextEquality equality) {
        List<Answer> seen =
                answers.stream().filter(answer -> answer.seen() != null).toList();
        return Evidence.of(
                inputTokens,
                seen.stream()
                        .map(answer -> Objects.requireNonNull(answer.seen()))
                        .toList(),
                (earlier, later) -> Likeness.isEqual(
                        seen.get(later).alike(), seen.get(earlier).number(), equality));
    }

    /** The answer that nothing led to but the policy. */
    Optional<Answer> first() {
        return answers.stream().filter(Answer::first).findFirst();
    }
}
