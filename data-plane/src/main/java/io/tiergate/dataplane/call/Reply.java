package io.tiergate.dataplane.call;

import io.tiergate.dataplane.model.Answer;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.plan.Ending;
import org.jspecify.annotations.Nullable;

/** How a provider call ended. */
public sealed interface Reply {
    /**
     * A whole answer.
     *
     * @param logprob mean log-probability of its tokens, in millionths; null: not asked for, or not given
     */
    record Answered(Answer answer, @Nullable Integer logprob) implements Reply {
        /** An answer of whose tokens nothing is known. */
        public Answered(Answer answer) {
            this(answer, null);
        }
    }

    /**
     * No answer.
     *
     * @param ending what went wrong; never {@code ANSWERED}
     * @param detail for records and people: status and the provider's own message, shortened, without secrets
     * @param retryAfterMillis when the provider says to try again; 0: not said
     * @param work what the provider may bill
     * @param started a piece was handed to the sink
     */
    record Failed(Ending ending, String detail, long retryAfterMillis, Work work, boolean started) implements Reply {}

    /** What a provider did for a call that came to nothing, as far as it can be seen; it may bill it. */
    sealed interface Work {
        /** It refused, or was never reached. */
        record None() implements Work {}

        /** It said its usage to the end. */
        record Stated(TokenUsage usage) implements Work {}

        /**
         * It was at work, and did not say its usage to the end.
         *
         * @param soFar what it has said
         * @param answerBytes how much of the answer was received
         */
        record Unstated(TokenUsage soFar, long answerBytes) implements Work {}

        /** The only {@link None}. */
        Work NONE = new None();

        /** At work, with nothing to be seen of it. */
        Work UNSEEN = new Unstated(TokenUsage.NONE, 0);
    }
}
