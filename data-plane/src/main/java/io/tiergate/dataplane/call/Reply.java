package io.tiergate.dataplane.call;

import io.tiergate.dataplane.model.Answer;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.plan.Ending;

/** How a provider call ended. */
public sealed interface Reply {
    /** A whole answer. */
    record Answered(Answer answer) implements Reply {}

    /**
     * No answer.
     *
     * @param ending what went wrong; never {@code ANSWERED}
     * @param detail for records and people: status and the provider's own message, shortened, without secrets
     * @param retryAfterMillis when the provider says to try again; 0: not said
     * @param usage what it will bill as far as it said (a cut stream); else none
     * @param started a piece was handed to the sink
     */
    record Failed(Ending ending, String detail, long retryAfterMillis, TokenUsage usage, boolean started)
            implements Reply {}
}
