package io.tiergate.policy.gate;

import io.tiergate.policy.gate.CheckResult.Outcome;
import java.util.List;

/** What the gate decides of one attempt. */
public sealed interface Verdict {
    /** The answer may be served. */
    record Accept() implements Verdict {}

    /**
     * The answer may not be served; the next rung decides.
     *
     * @param reason the checks that failed and why, without answer text
     */
    record Escalate(String reason) implements Verdict {}

    /** Accepts if no check failed; a check that does not apply fails nothing. */
    static Verdict of(List<CheckResult> results) {
        StringBuilder reason = new StringBuilder();
        for (CheckResult result : results) {
            if (result.outcome() == Outcome.FAILED) {
                reason.append(reason.isEmpty() ? "" : "; ")
                        .append(result.check())
                        .append(": ")
                        .append(result.detail());
            }
        }
        return reason.isEmpty() ? new Accept() : new Escalate(reason.toString());
    }
}
