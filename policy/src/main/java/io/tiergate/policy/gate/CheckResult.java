package io.tiergate.policy.gate;

/**
 * What one check said of one answer.
 *
 * @param check its name
 * @param outcome whether the answer passed
 * @param detail why not, in a few words without answer text; empty when it passed
 */
public record CheckResult(String check, Outcome outcome, String detail) {
    /** Whether an answer passed. */
    public enum Outcome {
        PASSED,
        FAILED,
        /** The check does not apply to this answer. */
        SKIPPED
    }

    /** A pass. */
    public static CheckResult passed(String check) {
        return new CheckResult(check, Outcome.PASSED, "");
    }

    /** A failure. */
    public static CheckResult failed(String check, String detail) {
        return new CheckResult(check, Outcome.FAILED, detail);
    }

    /** Not applicable. */
    public static CheckResult skipped(String check, String detail) {
        return new CheckResult(check, Outcome.SKIPPED, detail);
    }
}
