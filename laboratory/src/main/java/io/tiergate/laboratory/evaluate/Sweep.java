package io.tiergate.laboratory.evaluate;

import io.tiergate.policy.estimate.Estimates;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What the planner gives at every worth of a right answer; filled fold by fold. */
final class Sweep {
    private final Study study;
    private final List<Point> points = new ArrayList<>();

    Sweep(Study study) {
        this.study = study;
    }

    void add(Estimates estimates, List<Integer> indices) {
        int worths = estimates.worths().size();
        while (points.size() < worths) {
            points.add(Point.empty(study.cases().size()));
        }
        IntStream.range(0, worths)
                .parallel()
                .forEach(w -> Trials.run(
                        study,
                        points.get(w),
                        study.variants().learned(estimates, estimates.worths().get(w)),
                        indices));
    }

    Curve curve() {
        return new Curve(points);
    }
}
