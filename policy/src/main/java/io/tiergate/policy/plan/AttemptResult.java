package io.tiergate.policy.plan;

import io.tiergate.policy.answer.AnswerTraits;
import io.tiergate.policy.compile.Target;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.gate.CheckResult;
import io.tiergate.policy.gate.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one attempt ended.
 *
 * @param number from 1, in the order of sending
 * @param target what was called
 * @param ending how it ended
 * @param usage what the provider bills; {@link TokenUsage#NONE} when that is nothing
 * @param checks what the gate's checks said of an answer; otherwise empty
 * @param canonical digest of the answer's canonical form; null when there is none
 * @param traits what an answer looks like, where learned gates want to know; otherwise null
 * @param committed something of it was sent to the caller, so that no other attempt can take its place
 * @param retryAfterMillis when the provider says to try again; 0: not said
 */
public record AttemptResult(
        int number,
        Target target,
        Ending ending,
        TokenUsage usage,
        List<CheckResult> checks,
        @Nullable Digest canonical,
        @Nullable AnswerTraits traits,
        boolean committed,
        long retryAfterMillis) {
    public AttemptResult {
        checks = List.copyOf(checks);
    }

    /** A result of which no learned gate wants to know more, of a provider that does not say when to try again. */
    public AttemptResult(
            int number,
            Target target,
            Ending ending,
            TokenUsage usage,
            List<CheckResult> checks,
            @Nullable Digest canonical,
            boolean committed) {
        this(number, target, ending, usage, checks, canonical, null, committed, 0);
    }

    /** Whether it is an answer that the gate accepts. */
    public boolean passed() {
        return ending == Ending.ANSWERED && Verdict.of(checks) instanceof Verdict.Accept;
    }

    /** Why the gate does not accept its answer; empty when it does, or when there is none. */
    public String rejection() {
        return switch (Verdict.of(checks)) {
            case Verdict.Accept accept -> "";
            case Verdict.Escalate escalate -> escalate.reason();
        };
    }
}
