package io.tiergate.policy.plan;

import io.tiergate.policy.estimate.Estimates;
import io.tiergate.policy.estimate.TaskEstimates;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a hybrid plan goes by. Its first rungs are {@link Rung.Weighed}, in no order; from {@code safe} on they are tried one after another
 * where weighing has nothing left to say.
 *
 * @param estimates what was learned
 * @param task name of the task's estimates, with the domain where they are of one
 * @param worthUsd what one more right answer is worth
 * @param sequences ways to begin, the best first
 * @param safe index of the first rung that is tried whatever was learned
 * @param p95Millis how long 95 % of answers may take; null: as long as the deadline
 */
public record Weighing(
        Estimates estimates,
        String task,
        double worthUsd,
        List<Sequence> sequences,
        int safe,
        @Nullable Long p95Millis) {
    public Weighing {
        sequences = List.copyOf(sequences);
    }

    /**
     * A way to begin, and what is expected in the end: after the first answers one more model may be asked.
     *
     * @param rung the rung to begin with
     * @param right probability of a right answer
     * @param micros micro-dollars, with what is asked afterwards
     * @param p95Millis expected 95th percentile of the time to an answer, with what is asked afterwards; null: not known
     */
    public record Sequence(
            int rung, double right, double micros, @Nullable Long p95Millis) {}

    /** Milliseconds that 95 % of the model's answers take at most; null: not known. */
    @Nullable
    Long p95Millis(String model) {
        TaskEstimates known = estimates.tasks().get(task);
        return known == null ? null : known.p95Millis(model);
    }

    /** What an answer that is right with that probability is worth, in US dollars, less what it costs. */
    static double value(double right, double micros, double worthUsd) {
        return right * worthUsd - micros / 1e6;
    }
}
