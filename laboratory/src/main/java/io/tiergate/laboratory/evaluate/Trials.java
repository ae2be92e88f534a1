package io.tiergate.laboratory.evaluate;

import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.compile.Tier;
import io.tiergate.policy.estimate.Estimates;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What ways to serve give, prompt by prompt. */
public final class Trials {
    private Trials() {}

    /** Every prompt to one tier, by the tier's name, in document order. */
    public static Map<String, Point> byTier(Study study) {
        List<Integer> all = IntStream.range(0, study.cases().size()).boxed().toList();
        Map<String, Point> points = new LinkedHashMap<>();
        for (Tier tier : study.variants().tiers()) {
            Point point = Point.empty(study.cases().size());
            run(study, point, study.variants().always(tier.name()), all);
            points.put(tier.name(), point);
        }
        return points;
    }

    /**
     * Every hybrid task with the same bar, by the share of the reference's right answers that it must reach.
     *
     * @param bars shares, 1 is as many
     * @param fixed estimates to go by; null: learned from the other folds
     */
    public static Map<Double, Point> byBar(Study study, List<Double> bars, @Nullable Estimates fixed) {
        Map<Double, Point> points = new LinkedHashMap<>();
        bars.forEach(bar -> points.put(bar, Point.empty(study.cases().size())));
        study.eachFold(
                fixed,
                (estimates, learned, indices) -> points.entrySet().parallelStream()
                        .forEach(bar ->
                                run(study, bar.getValue(), study.variants().barred(estimates, bar.getKey()), indices)));
        return points;
    }

    static void run(Study study, Point point, CompiledPolicy policy, List<Integer> indices) {
        for (int index : indices) {
            point.set(index, Trial.run(policy, study.cases().get(index)));
        }
    }
}
