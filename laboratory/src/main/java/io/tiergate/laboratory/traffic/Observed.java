package io.tiergate.laboratory.traffic;

import io.tiergate.policy.estimate.Evidence;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A label with what was seen when its answer was served: it tells how good posteriors are there, or what a model's log-probabilities are worth.
 *
 * @param group of estimates that the request falls under
 * @param evidence every answer that came, in order
 * @param model whose answer was served
 * @param right whether it was
 * @param by what the answer was served for, and with that what the label may move
 */
public record Observed(String group, Evidence evidence, String model, boolean right, Selection by) {
    /** What an answer was served for. All of it is in the evidence, so that given that the label is as good as any. */
    public enum Selection {
        /** Whatever it had looked like, it would have been served and could have been labelled. */
        NOTHING,
        /** What it looks like, or that nobody else was left to ask. */
        LOOKS,
        /** What it says beside the others. */
        COMPARISON,
        /** What a hybrid plan made of all answers together. */
        PLAN,
        /** The log-probabilities that its model gave of it. */
        CONFIDENCE;

        /**
         * What an answer was selected by; null: by something that no estimate sees, or by two things of which none sees the other.
         *
         * @param strategy of the plan
         * @param weighed as {@link Handled.Answer#weighed}
         */
        static @Nullable Selection of(String strategy, Set<String> weighed) {
            if (strategy.equals("hybrid")) {
                return PLAN;
            }
            if (weighed.equals(Set.of("confidence"))) {
                return CONFIDENCE;
            }
            if (!Set.of("learned", "agreement").containsAll(weighed)) {
                return null;
            }
            return weighed.contains("agreement") || strategy.equals("consensus") ? COMPARISON : LOOKS;
        }
    }

    /** Whether nothing of the answer had a part in it. */
    public boolean unselected() {
        return by == Selection.NOTHING;
    }
}
