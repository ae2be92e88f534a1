package io.tiergate.laboratory.calibrate;

/**
 * How one task is to be served, and why.
 *
 * @param task the policy's
 * @param prompts graded ones that it was chosen by
 * @param way what to write
 * @param why in a few words, for a comment in the policy
 */
public record Choice(String task, int prompts, Way way, String why) {
    /** A way to serve a task. */
    public sealed interface Way {
        /** For people. */
        String label();
    }

    /** Strategy {@code route} from a tier on. */
    public record Start(String tier) implements Way {
        @Override
        public String label() {
            return "route from " + tier;
        }
    }

    /**
     * Strategy {@code hybrid}.
     *
     * @param share of the reference's right answers in this task
     */
    public record Bar(double share) implements Way {
        @Override
        public String label() {
            return "hybrid at " + share + " of the reference";
        }
    }

    /** As the policy says already. */
    public record AsWritten() implements Way {
        @Override
        public String label() {
            return "as written";
        }
    }
}
