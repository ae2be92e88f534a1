package io.tiergate.policy.plan;

import io.tiergate.policy.answer.AnswerTraits;
import io.tiergate.policy.compile.Target;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.gate.CheckResult;
import io.tiergate.policy.gate.Likelihood;
import io.tiergate.policy.gate.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How one attempt ended.
 *
 * @param number from 1, in the order of sending
 * @param target what was called
 * @param ending how it ended
 * @param usage what the provider bills; {@link TokenUsage#NONE} when that is nothing
 * @param checks what the gate's hard checks said of an answer; otherwise empty
 * @param soft what its soft checks made of it; otherwise empty
 * @param canonical digest of the answer's canonical form; null when there is none
 * @param alike how likely a free-text answer says the same as earlier ones that are another text; empty where they were not compared
 * @param traits what an answer looks like, where learned gates want to know; otherwise null
 * @param committed something of it was sent to the caller, so that no other attempt can take its place
 * @param retryAfterMillis when the provider says to try again; 0: not said
 * @param opinion what a judge's call said of another attempt; null: it was asked to answer, not to judge
 */
public record AttemptResult(
        int number,
        Target target,
        Ending ending,
        TokenUsage usage,
        List<CheckResult> checks,
        List<CheckResult> soft,
        @Nullable Digest canonical,
        List<Likeness> alike,
        @Nullable AnswerTraits traits,
        boolean committed,
        long retryAfterMillis,
        @Nullable Opinion opinion) {
    public AttemptResult {
        checks = List.copyOf(checks);
        soft = List.copyOf(soft);
        alike = List.copyOf(alike);
    }

    /** A result that soft checks have not weighed. */
    public AttemptResult(
            int number,
            Target target,
            Ending ending,
            TokenUsage usage,
            List<CheckResult> checks,
            @Nullable Digest canonical,
            @Nullable AnswerTraits traits,
            boolean committed,
            long retryAfterMillis) {
        this(
                number,
                target,
                ending,
                usage,
                checks,
                List.of(),
                canonical,
                List.of(),
                traits,
                committed,
                retryAfterMillis,
                null);
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

    /** How a judge's call ended. */
    public static AttemptResult judgement(
            int number, Target target, Ending ending, TokenUsage usage, long retryAfterMillis, Opinion opinion) {
        return new AttemptResult(
                number,
                target,
                ending,
                usage,
                List.of(),
                List.of(),
                null,
                List.of(),
                null,
                false,
                retryAfterMillis,
                opinion);
    }

    /** Whether it is an answer to the request. */
    public boolean isAnswer() {
        return ending == Ending.ANSWERED && opinion == null;
    }

    /** Whether the gate leaves the answer to a judge. */
    public boolean isOpen() {
        return servable() && Verdict.of(soft) instanceof Verdict.Ask;
    }

    /** The same, held beside earlier answers. */
    public AttemptResult beside(List<Likeness> earlier) {
        return new AttemptResult(
                number,
                target,
                ending,
                usage,
                checks,
                soft,
                canonical,
                earlier,
                traits,
                committed,
                retryAfterMillis,
                opinion);
    }

    /** The same, weighed. */
    AttemptResult weighed(List<CheckResult> results) {
        return new AttemptResult(
                number,
                target,
                ending,
                usage,
                checks,
                results,
                canonical,
                alike,
                traits,
                committed,
                retryAfterMillis,
                opinion);
    }

    /** Whether a check waits for what the model itself says of the answer, and no other has rejected it. */
    boolean isAskedItself() {
        return isOpen() && soft.stream().anyMatch(CheckResult::isAskedItself);
    }

    /** The same with what came of asking the model itself. */
    AttemptResult heard(CheckResult said) {
        return weighed(
                soft.stream().map(check -> check.isAskedItself() ? said : check).toList());
    }

    /** Whether it is an answer that the gate accepts. */
    public boolean passed() {
        return servable() && Verdict.of(soft) instanceof Verdict.Accept;
    }

    /** Whether it is an answer that passed every hard check, so that it may be served where nothing better is left. */
    boolean servable() {
        return isAnswer() && Verdict.of(checks) instanceof Verdict.Accept;
    }

    /** The least that a soft check gave it, in millionths; -1 where none gave anything. */
    int likelihood() {
        return soft.stream()
                .map(CheckResult::likelihood)
                .filter(Objects::nonNull)
                .mapToInt(Likelihood::ppm)
                .min()
                .orElse(-1);
    }

    private String open() {
        StringBuilder text = new StringBuilder();
        for (CheckResult check : soft) {
            Likelihood found = check.likelihood();
            if (check.outcome() == CheckResult.Outcome.OPEN && found != null) {
                text.append(check.check()).append(": ").append(check.detail()).append("; ");
            }
        }
        return text.toString();
    }

    /** Why the gate does not accept its answer; empty when it does, or when there is none. */
    public String rejection() {
        List<CheckResult> all = new ArrayList<>(checks);
        all.addAll(soft);
        return switch (Verdict.of(all)) {
            case Verdict.Accept accept -> "";
            case Verdict.Ask ask -> open() + "no judge could be asked";
            case Verdict.Escalate escalate -> escalate.reason();
        };
    }
}
