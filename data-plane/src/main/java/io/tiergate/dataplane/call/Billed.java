package io.tiergate.dataplane.call;

import io.tiergate.dataplane.model.Answer;
import io.tiergate.policy.cost.TokenEstimate;
import io.tiergate.policy.cost.TokenUsage;

/** What a call is billed for: as the provider states it, else estimated by what was sent and received. */
final class Billed {
    private Billed() {}

    /**
     * Billed tokens.
     *
     * @param inputTokens estimated, of what was sent
     */
    static TokenUsage of(Reply reply, long inputTokens) {
        return switch (reply) {
            case Reply.Answered answered -> of(answered.answer(), inputTokens);
            case Reply.Failed failed -> of(failed.work(), inputTokens);
        };
    }

    private static TokenUsage of(Reply.Work work, long inputTokens) {
        return switch (work) {
            case Reply.Work.None none -> TokenUsage.NONE;
            case Reply.Work.Stated stated -> stated.usage();
            case Reply.Work.Unstated unstated ->
                unstated.soFar().estimated(inputTokens, TokenEstimate.ofText(unstated.answerBytes()));
        };
    }

    private static TokenUsage of(Answer answer, long inputTokens) {
        return answer.usageKnown()
                ? answer.usage()
                : answer.usage()
                        .estimated(
                                inputTokens, TokenEstimate.ofText(answer.text().length()));
    }
}
