package io.tiergate.policy.plan;

import io.tiergate.policy.compile.Target;
import io.tiergate.policy.estimate.TaskEstimates;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which models answer in time, by the 95th percentile that was measured of each. What is not known is never held against a model.
 *
 * @param quick models that may be asked
 * @param slow those that were left out, and why
 */
record Speed(List<Target> quick, List<Plan.Excluded> slow) {
    /**
     * The models that are expected to answer in time; where none is, the one that is expected to be least late.
     *
     * @param withinMillis how long an answer may take
     */
    static Speed of(TaskEstimates task, List<Target> models, long withinMillis) {
        List<Target> quick = new ArrayList<>();
        List<Plan.Excluded> slow = new ArrayList<>();
        Target quickest = models.stream()
                .filter(model -> task.p95Millis(model.id()) != null)
                .min(Comparator.comparing(model -> Objects.requireNonNull(task.p95Millis(model.id()))))
                .orElse(null);
        boolean allLate = models.stream().allMatch(model -> isLate(task, model.id(), withinMillis));
        for (Target model : models) {
            if (isLate(task, model.id(), withinMillis) && !(allLate && model.equals(quickest))) {
                slow.add(new Plan.Excluded(
                        model.id(),
                        "",
                        "takes " + task.p95Millis(model.id()) + " ms at the 95th percentile, there are "
                                + withinMillis));
            } else {
                quick.add(model);
            }
        }
        return new Speed(quick, slow);
    }

    private static boolean isLate(TaskEstimates task, String model, long withinMillis) {
        Long p95 = task.p95Millis(model);
        return p95 != null && p95 > withinMillis;
    }

    /** The 95th percentile of the slowest of them; null: not known of all. */
    static @Nullable Long longest(TaskEstimates task, Collection<String> models) {
        long longest = 0;
        for (String model : models) {
            Long p95 = task.p95Millis(model);
            if (p95 == null) {
                return null;
            }
            longest = Math.max(longest, p95);
        }
        return longest;
    }
}
