package io.tiergate.policy.gate;

import org.jspecify.annotations.Nullable;

/**
 * What one check said of one answer.
 *
 * @param check its name
 * @param outcome whether the answer passed
 * @param detail why not, in a few words without answer text; empty when a hard check passed
 * @param likelihood what a soft check found; null: a hard check's result, or a soft one's that was skipped
 */
public record CheckResult(
        String check,
        Outcome outcome,
        String detail,
        @Nullable Likelihood likelihood) {
    /** A result of a hard check, or of one that was skipped. */
    public CheckResult(String check, Outcome outcome, String detail) {
        this(check, outcome, detail, null);
    }

    /** Whether an answer passed. */
    public enum Outcome {
        PASSED("passed"),
        FAILED("failed"),
        /** The check does not apply to this answer. */
        SKIPPED("skipped"),
        /** It is left to the judge. */
        OPEN("open"),
        /** It is left to the model itself, which is asked how sure it is. */
        ASKED_ITSELF("open");

        private final String label;

        Outcome(String label) {
            this.label = label;
        }

        /** As records name it; the detail says who is to decide what is open. */
        public String label() {
            return label;
        }

        /** Whether somebody else is to decide. */
        boolean isOpen() {
            return this == OPEN || this == ASKED_ITSELF;
        }
    }

    /** Whether it waits for what the model itself says of its answer. */
    public boolean isAskedItself() {
        return outcome == Outcome.ASKED_ITSELF;
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
