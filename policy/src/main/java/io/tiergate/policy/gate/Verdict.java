package io.tiergate.policy.gate;

import io.tiergate.policy.gate.CheckResult.Outcome;
import java.util.List;

/** What the gate decides of one attempt. */
public sealed interface Verdict {
    /** The answer may be served. */
    record Accept() implements Verdict {}

    /** The judge decides, or the model itself. */
    record Ask() implements Verdict {}

    /**
     * The next rung decides.
     *
     * @param reason the checks that failed and why, without answer text
     */
    record Escalate(String reason) implements Verdict {}

    /** Escalates if a check failed, asks if one left the answer to the judge or the model itself, else accepts; a check that does not apply fails nothing. */
    static Verdict of(List<CheckResult> results) {
        StringBuilder reason = new StringBuilder();
        boolean open = false;
        for (CheckResult result : results) {
            if (result.outcome() == Outcome.FAILED) {
                reason.append(reason.isEmpty() ? "" : "; ")
                        .append(result.check())
                        .append(": ")
                        .append(result.detail());
            }
            open |= result.outcome().isOpen();
        }
        if (!reason.isEmpty()) {
            return new Escalate(reason.toString());
        }
        return open ? new Ask() : new Accept();
    }
}
