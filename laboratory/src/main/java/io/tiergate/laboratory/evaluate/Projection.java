package io.tiergate.laboratory.evaluate;

import io.tiergate.laboratory.recorded.Case;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A month's bill, from what each strategy cost on graded answers. Nothing but the set says what anything costs or gives.
 *
 * @param bills one for each strategy; those with a setting at the quality of {@code tiergate}, or at their best where they never reach it
 * @param savings what {@code tiergate} saves
 * @param prompts by task: the graded prompts that stand for all of the month's
 */
public record Projection(List<Bill> bills, List<Saving> savings, Map<String, Integer> prompts) {
    public Projection {
        bills = List.copyOf(bills);
        savings = List.copyOf(savings);
        prompts = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(prompts));
    }

    /**
     * What is asked for.
     *
     * @param monthly requests
     * @param mix share of requests by task, together 1; null: as in the set
     * @param fixedUsd US dollars a month that running Tiergate costs, whatever the traffic
     */
    public record Month(long monthly, @Nullable Map<String, Double> mix, double fixedUsd) {}

    /**
     * One strategy's month.
     *
     * @param usd US dollars
     * @param share of the reference's
     * @param quality share of the reference's
     */
    public record Bill(String strategy, Report.Interval usd, double share, Report.Interval quality) {}

    /**
     * What is saved against another strategy.
     *
     * @param usd US dollars a month, before the fixed cost
     * @param breakEven at how many requests a month the fixed cost is won back
     */
    public record Saving(String over, Report.Interval usd, BreakEven breakEven) {}

    /**
     * Requests a month.
     *
     * @param requests null: never, nothing is saved
     * @param low if as much is saved as the interval allows; null: never
     * @param high if as little; null: never
     */
    public record BreakEven(
            @Nullable Long requests,
            @Nullable Long low,
            @Nullable Long high) {
        static BreakEven of(double fixedUsd, Report.Interval savedUsd) {
            return new BreakEven(
                    requests(fixedUsd, savedUsd.value()),
                    requests(fixedUsd, savedUsd.high()),
                    requests(fixedUsd, savedUsd.low()));
        }

        private static @Nullable Long requests(double fixedUsd, double savedUsd) {
            return savedUsd > 0 ? (long) Math.ceil(fixedUsd / savedUsd) : null;
        }
    }

    /** The month's bills. */
    public static Projection of(Report report, Month month) {
        Report.Measured measured = report.measured();
        return new Builder(measured, month, weights(measured.cases(), month.mix())).build();
    }

    /** How much each prompt counts; on average 1. */
    private static double[] weights(List<Case> cases, @Nullable Map<String, Double> mix) {
        double[] weights = new double[cases.size()];
        Arrays.fill(weights, 1);
        if (mix != null) {
            Map<String, Integer> prompts = prompts(cases);
            Arrays.setAll(weights, i -> {
                String task = task(cases.get(i));
                return mix.getOrDefault(task, 0.0) * cases.size() / prompts.getOrDefault(task, 1);
            });
        }
        return weights;
    }

    private static String task(Case one) {
        return one.task().name();
    }

    /** Graded prompts by task. */
    public static Map<String, Integer> prompts(List<Case> cases) {
        Map<String, Integer> prompts = new LinkedHashMap<>();
        cases.forEach(one -> prompts.merge(task(one), 1, Integer::sum));
        return prompts;
    }

    /** Reckons the parts, every prompt by its weight. */
    private static final class Builder {
        private final Report.Measured measured;
        private final Month month;
        private final double[] weights;

        Builder(Report.Measured measured, Month month, double[] weights) {
            this.measured = measured;
            this.month = month;
            this.weights = weights;
        }

        Projection build() {
            Map<String, Point> points = points();
            Point own = points.get(Report.TIERGATE);
            List<Bill> bills = new ArrayList<>();
            points.forEach((name, point) -> bills.add(bill(name, point)));
            List<Saving> savings = new ArrayList<>();
            if (own != null) {
                savings.add(saving("reference", reference(), own));
                Point prior = points.get(Report.TASK_PRIOR);
                if (prior != null) {
                    savings.add(saving(Report.TASK_PRIOR, prior, own));
                }
            }
            Map<String, Integer> prompts = prompts(measured.cases());
            if (month.mix() != null) {
                prompts.keySet().retainAll(month.mix().keySet());
            }
            return new Projection(bills, savings, prompts);
        }

        private Map<String, Point> points() {
            Point own = measured.served().weighted(weights);
            Map<String, Point> points = new LinkedHashMap<>();
            points.put(Report.TIERGATE, own);
            measured.curves().forEach((name, curve) -> points.put(name, asGood(curve, own)));
            measured.points().forEach((name, point) -> points.put(name, point.weighted(weights)));
            return points;
        }

        private Point asGood(Curve curve, Point own) {
            Curve weighted = curve.each(point -> point.weighted(weights));
            return weighted.reaching(own.quality()).orElse(weighted.hull().getLast());
        }

        private Point reference() {
            return measured.reference().weighted(weights);
        }

        private Bill bill(String name, Point point) {
            return new Bill(
                    name,
                    monthly(usd(point.micros())),
                    point.cost() / reference().cost(),
                    Report.Interval.of(
                            Bootstrap.ratio(point.score(), reference().score())));
        }

        private Saving saving(String over, Point other, Point own) {
            double[] saved = new double[weights.length];
            Arrays.setAll(saved, i -> other.micros()[i] - own.micros()[i]);
            Report.Interval perRequest = usd(saved);
            return new Saving(over, monthly(perRequest), BreakEven.of(month.fixedUsd(), perRequest));
        }

        /** Mean of a request, in US dollars. */
        private Report.Interval usd(double[] micros) {
            Bootstrap.Interval mean = Bootstrap.ratio(micros, weights);
            return new Report.Interval(mean.value() / 1e6, mean.low() / 1e6, mean.high() / 1e6);
        }

        private Report.Interval monthly(Report.Interval usd) {
            long n = month.monthly();
            return new Report.Interval(usd.value() * n, usd.low() * n, usd.high() * n);
        }
    }
}
