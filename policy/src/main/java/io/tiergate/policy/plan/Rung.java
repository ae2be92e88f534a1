package io.tiergate.policy.plan;

import io.tiergate.policy.compile.Target;
import java.util.List;

/** One step of a plan. */
public sealed interface Rung {
    /** Its tier's name; empty for a panel or a pin. */
    String tier();

    /** Every target that it may call. */
    List<Target> targets();

    /** Tried only because what came before failed or was rejected: not part of the strategy itself. */
    boolean spare();

    /**
     * One answer from one tier; the others of the tier are its fallbacks.
     *
     * @param tier its name; empty for a pin
     * @param targets in this request's order of preference
     * @param spare see {@link Rung#spare}
     * @param live the answer is streamed to the caller as it comes, so that the gate cannot take it back
     */
    record Single(String tier, List<Target> targets, boolean spare, boolean live) implements Rung {
        public Single {
            targets = List.copyOf(targets);
        }
    }

    /**
     * Several models at once; where enough of them agree the answer is served.
     *
     * @param targets in document order; of answers that agree the first one's is served
     * @param agree how many answers must be equal
     */
    record Panel(List<Target> targets, int agree) implements Rung {
        public Panel {
            targets = List.copyOf(targets);
        }

        @Override
        public String tier() {
            return "";
        }

        @Override
        public boolean spare() {
            return false;
        }
    }

    /**
     * Models that a hybrid plan may ask at once; what was learned says which of its rungs comes next, and when one of the answers is served.
     *
     * @param targets in the order in which estimates name them
     */
    record Weighed(List<Target> targets) implements Rung {
        public Weighed {
            targets = List.copyOf(targets);
        }

        @Override
        public String tier() {
            return targets.size() == 1 ? targets.getFirst().tier() : "";
        }

        @Override
        public boolean spare() {
            return false;
        }
    }
}
