package io.tiergate.laboratory.evaluate;

import io.tiergate.laboratory.recorded.Case;
import io.tiergate.laboratory.train.Grouping;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.estimate.Estimates;
import io.tiergate.policy.estimate.Posterior;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs every strategy over graded answers. What is learned is learned from the other folds, unless estimates are given. Scores are used to
 * learn from, on those other folds, and to judge decisions; never to make them.
 */
public final class Evaluation {
    private final Study study;
    private final List<Case> cases;
    private final List<Model> models;
    private final Grouping grouping;

    private final Point served;
    private final Sweep tiergate;
    private final Sweep routeOnly;
    private final Sweep cascadeOnly;
    private final List<Point> taskPrior = new ArrayList<>();
    private final Trial.Outcome[] decisions;
    private final Predictions predictions = new Predictions();

    private Evaluation(Study study) {
        this.study = study;
        this.cases = study.cases();
        this.models = study.models();
        this.grouping = new Grouping(cases);
        this.served = Point.empty(cases.size());
        this.tiergate = new Sweep(study);
        this.routeOnly = new Sweep(study);
        this.cascadeOnly = new Sweep(study);
        this.decisions = new Trial.Outcome[cases.size()];
    }

    /**
     * Evaluates.
     *
     * @param fixed estimates to use for all cases; null: learned from the other folds
     */
    public static Report run(Study study, @Nullable Estimates fixed) {
        Evaluation evaluation = new Evaluation(study);
        study.eachFold(fixed, evaluation::fold);
        return evaluation.report();
    }

    private void fold(Estimates estimates, List<Case> learned, List<Integer> indices) {
        CompiledPolicy asWritten = study.variants().learned(estimates, null);
        indices.parallelStream().forEach(index -> decisions[index] = Trial.run(asWritten, cases.get(index)));
        indices.forEach(index -> served.set(index, decisions[index]));
        tiergate.add(estimates, indices);
        routeOnly.add(Baselines.routeOnly(estimates), indices);
        cascadeOnly.add(Baselines.cascadeOnly(estimates), indices);
        Map<String, List<Case>> groups = new LinkedHashMap<>();
        grouping.groups(learned)
                .forEach((name, members) ->
                        groups.put(name, members.stream().map(learned::get).toList()));
        for (int w = 0; w < estimates.worths().size(); w++) {
            if (taskPrior.size() <= w) {
                taskPrior.add(Point.empty(cases.size()));
            }
            priors(taskPrior.get(w), groups, indices, estimates.worths().get(w));
        }
        predictions.add(estimates, indices);
    }

    private void priors(Point point, Map<String, List<Case>> groups, List<Integer> indices, double worth) {
        Map<String, String> chosen = new LinkedHashMap<>();
        groups.forEach((name, members) -> chosen.put(name, Baselines.prior(members, models, worth)));
        for (int index : indices) {
            Case one = cases.get(index);
            point.set(index, Baselines.alone(one, chosen.getOrDefault(grouping.of(one), reference())));
        }
    }

    /** What posteriors said of each case that they were not learned from. */
    private final class Predictions {
        private final Map<String, double[]> byModel = new LinkedHashMap<>();

        void add(Estimates estimates, List<Integer> indices) {
            Posterior widest = estimates.posteriors().values().stream()
                    .max(Comparator.comparingInt(
                                    (Posterior posterior) -> posterior.seen().size())
                            .thenComparing(posterior -> String.join(",", posterior.seen())))
                    .orElse(null);
            if (widest == null) {
                return;
            }
            for (int index : indices) {
                Case one = cases.get(index);
                Posterior.At at = widest.at(grouping.of(one), one.evidence(widest.seen()));
                for (Model model : models) {
                    byModel.computeIfAbsent(model.id(), id -> new double[cases.size()])[index] =
                            at.right(model.id()).orElse(0);
                }
            }
        }

        List<Calibration> calibrations() {
            List<Calibration> calibrations = new ArrayList<>();
            byModel.forEach((model, probability) -> {
                int[] all = IntStream.range(0, cases.size()).toArray();
                calibrations.add(of(Calibration.ALL, model, probability, all));
                grouping.groups(cases)
                        .forEach((name, members) -> calibrations.add(of(
                                name,
                                model,
                                probability,
                                members.stream().mapToInt(Integer::intValue).toArray())));
            });
            return calibrations;
        }

        private Calibration of(String group, String model, double[] probability, int[] indices) {
            double[] some = new double[indices.length];
            boolean[] right = new boolean[indices.length];
            for (int i = 0; i < indices.length; i++) {
                some[i] = probability[indices[i]];
                right[i] = cases.get(indices[i]).answer(model).right();
            }
            return Calibration.of(group, model, some, right);
        }
    }

    private Report report() {
        String cheapest = models.stream()
                .map(Model::id)
                .min(Comparator.comparingDouble(
                        id -> Baselines.always(cases, id).cost()))
                .orElseThrow();
        Point always = Baselines.always(cases, reference());
        Map<String, Curve> curves = new LinkedHashMap<>();
        curves.put(Report.TASK_PRIOR, new Curve(taskPrior));
        curves.put("route_only", routeOnly.curve());
        curves.put("cascade_only", cascadeOnly.curve());
        curves.put("prompt_length", new Curve(Baselines.promptLength(cases, cheapest, reference())));
        curves.put("random_mix", new Curve(List.of(Baselines.always(cases, cheapest), always)));
        Map<String, Point> points = new LinkedHashMap<>();
        Trials.byTier(study).forEach((tier, point) -> points.put("always:" + tier, point));
        points.put("oracle", Baselines.oracle(cases, models));
        return Report.of(
                new Report.Measured(
                        cases,
                        grouping,
                        always,
                        served,
                        List.of(decisions),
                        tiergate.curve(),
                        curves,
                        points,
                        predictions.calibrations()),
                study.folds());
    }

    private String reference() {
        return study.settings().reference();
    }
}
