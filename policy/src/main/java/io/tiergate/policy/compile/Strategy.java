package io.tiergate.policy.compile;

import io.tiergate.policy.estimate.Estimates;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a task's targets are chosen. */
public sealed interface Strategy {
    /** Its name in documents and records. */
    String label();

    /** Always this tier, unless a rule raises it. */
    record Fixed(Tier tier) implements Strategy {
        @Override
        public String label() {
            return "fixed";
        }
    }

    /** The cheapest feasible tier of the ladder from {@code start}, chosen before any call. */
    record Route(Tier start) implements Strategy {
        @Override
        public String label() {
            return "route";
        }
    }

    /** Tier by tier up the ladder until an answer passes the gate. */
    record Cascade() implements Strategy {
        @Override
        public String label() {
            return "cascade";
        }
    }

    /** Rungs as written: several models at once, or a tier. */
    record Consensus(List<Step> steps) implements Strategy {
        public Consensus {
            steps = List.copyOf(steps);
        }

        @Override
        public String label() {
            return "consensus";
        }
    }

    /**
     * The planner decides by what was learned: which models to ask first, at once, and with their answers before it whether to ask another.
     *
     * @param pool models that it may ask
     * @param bar the quality that it must reach
     * @param onNoEvidence the tier that serves where nothing was learned of a request
     * @param estimates what was learned; null: nothing yet
     * @param p95Millis how long 95 % of answers may take; null: as long as the deadline
     */
    record Hybrid(
            List<Target> pool,
            QualityBar bar,
            Tier onNoEvidence,
            @Nullable Estimates estimates,
            @Nullable Long p95Millis)
            implements Strategy {
        public Hybrid {
            pool = List.copyOf(pool);
        }

        /** One that may take as long as the deadline. */
        public Hybrid(List<Target> pool, QualityBar bar, Tier onNoEvidence, @Nullable Estimates estimates) {
            this(pool, bar, onNoEvidence, estimates, null);
        }

        @Override
        public String label() {
            return "hybrid";
        }
    }

    /** One rung of a consensus. */
    sealed interface Step {
        /**
         * Several models at once.
         *
         * @param targets in document order; of answers that agree the first listed target's is served
         * @param agree how many answers must be equal, 2 or more
         */
        record Ask(List<Target> targets, int agree) implements Step {
            public Ask {
                targets = List.copyOf(targets);
            }
        }

        /** One tier. */
        record One(Tier tier) implements Step {}
    }
}
