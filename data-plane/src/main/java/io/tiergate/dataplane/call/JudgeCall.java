package io.tiergate.dataplane.call;

import io.tiergate.dataplane.model.Answer;
import io.tiergate.dataplane.model.ChatRequest;
import io.tiergate.policy.cost.TokenEstimate;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.plan.AttemptResult;
import io.tiergate.policy.plan.Ending;
import io.tiergate.policy.plan.Move;
import io.tiergate.policy.plan.Opinion;
import io.tiergate.policy.record.DecisionRecord.Attempt;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** One call of a judge, on its way to become an attempt. Confined to its request. */
final class JudgeCall {
    private static final long NANOS_PER_MICRO = 1_000;

    private final Move.Judge move;
    private final long startNanos = System.nanoTime();

    JudgeCall(Move.Judge move) {
        this.move = move;
    }

    /** Tokens that are estimated to be billed for the question, where the provider does not say. */
    static long inputTokens(ChatRequest question) {
        return TokenEstimate.ofText(question.body().length);
    }

    /** The attempt of a reply. */
    Attempt of(Reply reply, TokenUsage usage, Walker.Examiner examiner) {
        return switch (reply) {
            case Reply.Answered(Answer answer, var logprob) -> {
                OptionalInt grade = examiner.grade(answer);
                yield grade.isPresent()
                        ? attempt(Ending.ANSWERED, usage, 0, grade.getAsInt(), "", answer.model())
                        : attempt(Ending.ANSWERED, usage, 0, null, "no grade can be read", answer.model());
            }
            case Reply.Failed failed ->
                attempt(failed.ending(), usage, failed.retryAfterMillis(), null, failed.detail(), "");
        };
    }

    /** The attempt of a call that the agent itself broke on. */
    Attempt broken(TokenUsage usage) {
        return attempt(Ending.BROKEN, usage, 0, null, "the agent broke on it", "");
    }

    private Attempt attempt(
            Ending ending,
            TokenUsage usage,
            long retryAfterMillis,
            @Nullable Integer grade,
            String detail,
            String model) {
        long micros = (System.nanoTime() - startNanos) / NANOS_PER_MICRO;
        AttemptResult result = AttemptResult.judgement(
                move.call().number(),
                move.call().target(),
                ending,
                usage,
                retryAfterMillis,
                new Opinion(move.attempt(), grade));
        return new Attempt(result, detail, model, ending == Ending.ANSWERED ? micros : 0, micros);
    }
}
