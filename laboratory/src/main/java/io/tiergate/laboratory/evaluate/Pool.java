package io.tiergate.laboratory.evaluate;

import io.tiergate.laboratory.train.Grouping;
import io.tiergate.policy.catalog.Model;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What each model of the pool is good for. Shares are of what the reference costs on the same prompts.
 *
 * @param dominated models and tiers that another one makes superfluous as a first choice
 * @param whole what quality costs with the whole pool
 * @param without what it costs without each of its models
 */
public record Pool(List<Dominated> dominated, QualityCosts whole, Map<String, QualityCosts> without) {
    private static final double NEARLY = 0.99;

    public Pool {
        dominated = List.copyOf(dominated);
        without = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(without));
    }

    /**
     * One that another makes superfluous: the other is cheaper, at least as good in every task, and better over all tasks by more than chance.
     *
     * @param kind {@code model} or {@code tier}
     * @param costShare what the other costs, as a share of this one
     * @param gain the other's mean score less this one's
     */
    public record Dominated(String kind, String name, String by, double costShare, Report.Interval gain) {}

    /**
     * What shares of the reference's quality cost.
     *
     * @param of99 99 % of it; null: it is never reached
     * @param of100 as much
     */
    public record QualityCosts(
            @Nullable Double of99, @Nullable Double of100) {}

    /**
     * Looks at each model, learning anew without it.
     *
     * @param report of the whole pool, learned in the same folds
     */
    public static Pool of(Study study, Report report) {
        Report.Measured measured = report.measured();
        Map<String, QualityCosts> without = new LinkedHashMap<>();
        if (study.models().size() > 1) {
            for (Model model : study.models()) {
                study.progress().accept("without " + model.id());
                without.put(model.id(), costs(curve(study.without(model)), measured.reference()));
            }
        }
        return new Pool(dominated(study, report), costs(measured.tiergate(), measured.reference()), without);
    }

    /** Models and tiers that another one makes superfluous as a first choice; nothing is learned for that. */
    public static List<Dominated> dominated(Study study, Report report) {
        return dominated(study, report.measured());
    }

    private static Curve curve(Study study) {
        Sweep sweep = new Sweep(study);
        study.eachFold(null, (estimates, learned, indices) -> sweep.add(estimates, indices));
        return sweep.curve();
    }

    private static QualityCosts costs(Curve curve, Point reference) {
        return new QualityCosts(share(curve, reference, NEARLY), share(curve, reference, 1));
    }

    private static @Nullable Double share(Curve curve, Point reference, double quality) {
        OptionalDouble cost = curve.costFor(quality * reference.quality());
        return cost.isPresent() ? cost.getAsDouble() / reference.cost() : null;
    }

    private static List<Dominated> dominated(Study study, Report.Measured measured) {
        Map<String, Point> models = new LinkedHashMap<>();
        study.models().forEach(model -> models.put(model.id(), Baselines.always(study.cases(), model.id())));
        Map<String, Point> tiers = new LinkedHashMap<>();
        study.variants().tiers().forEach(tier -> {
            Point point = measured.points().get("always:" + tier.name());
            if (point != null) {
                tiers.put(tier.name(), point);
            }
        });
        List<Dominated> dominated = new ArrayList<>(dominated("model", models, measured));
        dominated.addAll(dominated("tier", tiers, measured));
        return dominated;
    }

    private static List<Dominated> dominated(String kind, Map<String, Point> points, Report.Measured measured) {
        List<int[]> tasks = new Grouping(measured.cases())
                .groups(measured.cases()).values().stream()
                        .map(members ->
                                members.stream().mapToInt(Integer::intValue).toArray())
                        .toList();
        List<Dominated> dominated = new ArrayList<>();
        points.forEach((name, point) -> points.entrySet().stream()
                .filter(other -> other.getValue().cost() < point.cost())
                .filter(other -> tasks.stream()
                        .allMatch(task -> other.getValue().only(task).quality()
                                >= point.only(task).quality()))
                .map(other -> new Dominated(
                        kind,
                        name,
                        other.getKey(),
                        other.getValue().cost() / point.cost(),
                        gain(other.getValue(), point)))
                .filter(one -> one.gain().low() > 0)
                .findFirst()
                .ifPresent(dominated::add));
        return dominated;
    }

    private static Report.Interval gain(Point other, Point point) {
        double[] each = new double[point.score().length];
        java.util.Arrays.fill(each, 1);
        return Report.Interval.of(Bootstrap.ratio(other.score(), point.score(), each));
    }
}
