package io.tiergate.laboratory.evaluate;

import io.tiergate.laboratory.recorded.Case;
import io.tiergate.laboratory.train.Grouping;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What an evaluation found. Shares are of the reference model: of what it costs on the same prompts, and of the quality that it gives. Quality is
 * the mean score. Intervals hold 95 % of bootstrap draws over prompts.
 *
 * @param n prompts
 * @param folds in which what was learned is kept from what is judged
 * @param strategies one line each; those with a setting at the cost of {@code tiergate}
 * @param versus what tiergate gives beyond the prior at equal cost; see {@link #versusTaskPrior}
 * @param curve what tiergate gives over all worths of a right answer
 * @param costs what a share of quality costs
 * @param tasks task by task, domain by domain
 * @param calibration how far probabilities lie from what happened
 * @param decisions prompt by prompt, of the policy with its bars as written
 */
public record Report(
        int n,
        int folds,
        List<Row> strategies,
        Versus versus,
        List<CurvePoint> curve,
        List<QualityCost> costs,
        List<TaskRow> tasks,
        List<Calibration> calibration,
        List<Line> decisions,
        Measured measured) {
    static final String TIERGATE = "tiergate";
    static final String TASK_PRIOR = "task_prior";
    private static final double[] QUALITIES = {0.95, 0.97, 0.99, 1};
    /** A task where 99 % of the reference's quality costs more than this share of it gains too little from routing. */
    private static final double WORTH_ROUTING = 0.9;

    /**
     * One strategy.
     *
     * @param costMicros micro-dollars over all prompts
     * @param costShare of the reference's cost
     * @param quality mean score
     * @param qualityShare of the reference's, with its interval
     * @param escalationRate share of prompts on which an answer was not accepted and another model asked
     * @param attempts mean calls
     * @param p50Millis time to an answer of half of the prompts; null: not known of all
     * @param p95Millis the same of 95 % of them
     */
    public record Row(
            String name,
            double costMicros,
            double costShare,
            double quality,
            Interval qualityShare,
            double escalationRate,
            double attempts,
            @Nullable Double p50Millis,
            @Nullable Double p95Millis) {}

    /**
     * A value and its interval.
     *
     * @param low 2.5 % of draws lie below
     * @param high 2.5 % of draws lie above
     */
    public record Interval(double value, double low, double high) {
        static Interval of(Bootstrap.Interval interval) {
            return new Interval(interval.value(), interval.low(), interval.high());
        }
    }

    /**
     * The difference in quality share to the task prior at equal cost.
     *
     * @param difference tiergate less the prior
     * @param atCostShare of the reference's cost
     */
    public record Versus(Interval difference, double atCostShare) {}

    /** One point of the curve. */
    public record CurvePoint(double costShare, double qualityShare) {}

    /**
     * What a share of the reference's quality costs.
     *
     * @param costShare null: it is never reached
     */
    public record QualityCost(
            String strategy, double qualityShare, @Nullable Double costShare) {}

    /**
     * One task or domain.
     *
     * @param costShare of the reference's cost in this task
     * @param qualityShare of the reference's quality in this task
     * @param versusPrior tiergate less the task prior at equal cost in this task
     * @param costOf99 share of the reference's cost at which 99 % of its quality is reached; null: never
     * @param worthRouting whether routing gains anything here
     * @param why in a few words
     */
    public record TaskRow(
            String name,
            int n,
            double costShare,
            Interval qualityShare,
            Interval versusPrior,
            @Nullable Double costOf99,
            boolean worthRouting,
            String why) {}

    /**
     * One decision.
     *
     * @param id of the prompt
     * @param plan the models that were asked, in order
     * @param served whose answer was served; empty: nobody's
     */
    public record Line(String id, List<String> plan, String served, long micros) {}

    /** What the report was made of: everything prompt by prompt. */
    record Measured(
            List<Case> cases,
            Grouping grouping,
            Point reference,
            Point served,
            List<Trial.Outcome> decisions,
            Curve tiergate,
            Map<String, Curve> curves,
            Map<String, Point> points,
            List<Calibration> calibrations) {
        Curve prior() {
            return Objects.requireNonNull(curves.get(TASK_PRIOR));
        }
    }

    static Report of(Measured measured, int folds) {
        Builder builder = new Builder(measured);
        double atCost = measured.served().cost();
        return new Report(
                measured.cases().size(),
                folds,
                builder.strategies(),
                builder.versus(atCost),
                builder.curve(),
                builder.costs(),
                builder.tasks(),
                measured.calibrations(),
                builder.decisions(),
                measured);
    }

    /** What tiergate gives beyond the task prior where both cost this share of the reference. */
    public Versus versusTaskPrior(double costShare) {
        return new Builder(measured).versus(costShare * measured.reference().cost());
    }

    /** The curves of every strategy that has a setting, for drawing. */
    public Map<String, List<CurvePoint>> curves() {
        Builder builder = new Builder(measured);
        Map<String, List<CurvePoint>> curves = new java.util.LinkedHashMap<>();
        curves.put(TIERGATE, curve);
        measured.curves().forEach((name, one) -> curves.put(name, builder.points(one)));
        return curves;
    }

    /** Reckons the parts. */
    private record Builder(Measured measured) {
        List<Row> strategies() {
            List<Row> rows = new ArrayList<>();
            double cost = measured.served().cost();
            rows.add(row(TIERGATE, measured.served()));
            measured.curves().forEach((name, curve) -> rows.add(row(name, curve.at(cost))));
            measured.points().forEach((name, point) -> rows.add(row(name, point)));
            return rows;
        }

        private Row row(String name, Point point) {
            int n = measured.cases().size();
            return new Row(
                    name,
                    point.cost(),
                    point.cost() / measured.reference().cost(),
                    point.quality() / n,
                    Interval.of(
                            Bootstrap.ratio(point.score(), measured.reference().score())),
                    point.escalations() / n,
                    point.calls() / n,
                    point.latencies().percentile(50),
                    point.latencies().percentile(95));
        }

        Versus versus(double cost) {
            Point prior = measured.prior().at(cost);
            Point own = measured.tiergate().at(cost);
            return new Versus(
                    Interval.of(Bootstrap.ratio(
                            own.score(), prior.score(), measured.reference().score())),
                    cost / measured.reference().cost());
        }

        List<CurvePoint> curve() {
            return points(measured.tiergate());
        }

        List<CurvePoint> points(Curve curve) {
            return curve.hull().stream()
                    .map(point -> new CurvePoint(
                            point.cost() / measured.reference().cost(),
                            point.quality() / measured.reference().quality()))
                    .toList();
        }

        List<QualityCost> costs() {
            List<QualityCost> costs = new ArrayList<>();
            for (double quality : QUALITIES) {
                costs.add(cost(TIERGATE, measured.tiergate(), quality));
                measured.curves().forEach((name, curve) -> costs.add(cost(name, curve, quality)));
            }
            return costs;
        }

        private QualityCost cost(String name, Curve curve, double quality) {
            OptionalDouble cost = curve.costFor(quality * measured.reference().quality());
            return new QualityCost(
                    name,
                    quality,
                    cost.isPresent() ? cost.getAsDouble() / measured.reference().cost() : null);
        }

        List<TaskRow> tasks() {
            List<TaskRow> rows = new ArrayList<>();
            measured.grouping()
                    .groups(measured.cases())
                    .forEach((name, members) -> rows.add(task(
                            name, members.stream().mapToInt(Integer::intValue).toArray())));
            return rows;
        }

        private TaskRow task(String name, int[] indices) {
            Point reference = measured.reference().only(indices);
            Point served = measured.served().only(indices);
            Curve own = measured.tiergate().each(point -> point.only(indices));
            Curve prior = measured.prior().each(point -> point.only(indices));
            OptionalDouble costOf99 = own.costFor(0.99 * reference.quality());
            Double share = costOf99.isPresent() ? costOf99.getAsDouble() / reference.cost() : null;
            boolean worth = share != null && share <= WORTH_ROUTING;
            return new TaskRow(
                    name,
                    indices.length,
                    served.cost() / reference.cost(),
                    Interval.of(Bootstrap.ratio(served.score(), reference.score())),
                    Interval.of(Bootstrap.ratio(
                            own.at(served.cost()).score(),
                            prior.at(served.cost()).score(),
                            reference.score())),
                    share,
                    worth,
                    why(share));
        }

        private static String why(@Nullable Double share) {
            if (share == null) {
                return "99 % of the reference's quality is never reached below it: serve the reference";
            }
            return share > WORTH_ROUTING
                    ? "99 % of the reference's quality costs " + Math.round(share * 100)
                            + " % of it: serve the reference"
                    : "99 % of the reference's quality costs " + Math.round(share * 100) + " % of it";
        }

        List<Line> decisions() {
            List<Line> lines = new ArrayList<>();
            for (int i = 0; i < measured.cases().size(); i++) {
                Trial.Outcome outcome = measured.decisions().get(i);
                lines.add(new Line(measured.cases().get(i).id(), outcome.asked(), outcome.served(), outcome.micros()));
            }
            return lines;
        }
    }
}
