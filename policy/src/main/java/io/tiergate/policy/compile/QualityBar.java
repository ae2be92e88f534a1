package io.tiergate.policy.compile;

import io.tiergate.policy.estimate.Estimates;
import io.tiergate.policy.estimate.TaskEstimates;

/** The quality that a task must have, as a policy states it. */
public sealed interface QualityBar {
    /**
     * What one more right answer is worth where this bar is to be met: the planner buys quality up to that price.
     *
     * @param task what was learned of the request's task
     * @return US dollars
     */
    double worth(Estimates estimates, TaskEstimates task);

    /**
     * A share of the reference tier's right answers, in this task alone.
     *
     * @param share 1 is as many
     */
    record OfReference(double share) implements QualityBar {
        @Override
        public double worth(Estimates estimates, TaskEstimates task) {
            return estimates.worthOf(task.reached(), share);
        }
    }

    /**
     * A share of the reference tier's right answers over all tasks that have no bar of their own: quality is bought where it is
     * cheapest.
     *
     * @param share 1 is as many
     */
    record OfReferenceOverall(double share) implements QualityBar {
        @Override
        public double worth(Estimates estimates, TaskEstimates task) {
            return estimates.worthOf(estimates.overall(), share);
        }
    }

    /**
     * A share of all answers of this task.
     *
     * @param right 0 to 1
     */
    record Absolute(double right) implements QualityBar {
        @Override
        public double worth(Estimates estimates, TaskEstimates task) {
            TaskEstimates.Prior reference = task.prior(estimates.reference());
            return reference == null || reference.right() == 0
                    ? estimates.worths().get(estimates.worths().size() - 1)
                    : estimates.worthOf(task.reached(), right / reference.right());
        }
    }

    /**
     * No bar but a price.
     *
     * @param usd what one more right answer is worth, in US dollars
     */
    record Worth(double usd) implements QualityBar {
        @Override
        public double worth(Estimates estimates, TaskEstimates task) {
            return usd;
        }
    }
}
