package io.tiergate.laboratory.evaluate;

import io.tiergate.laboratory.recorded.Case;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.estimate.Estimates;
import io.tiergate.policy.estimate.LinearModel.Weights;
import io.tiergate.policy.estimate.Start;
import io.tiergate.policy.estimate.TaskEstimates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Simpler ways to choose a model, which a router must beat. */
final class Baselines {
    private static final int LENGTHS = 20;

    private Baselines() {}

    /** Always this model. */
    static Point always(List<Case> cases, String model) {
        Point point = Point.empty(cases.size());
        for (int i = 0; i < cases.size(); i++) {
            point.set(i, alone(cases.get(i), model));
        }
        return point;
    }

    /** This model asked and served, and no other. */
    static Trial.Outcome alone(Case one, String model) {
        Case.Given given = one.answer(model);
        return new Trial.Outcome(List.of(model), model, given.score(), given.micros(), false, given.latencyMillis());
    }

    /** Prompts up to a length go to the cheap model, longer ones to the other; every length that divides them evenly. */
    static List<Point> promptLength(List<Case> cases, String cheap, String dear) {
        long[] lengths = cases.stream()
                .mapToLong(one -> one.features().size().inputTokens())
                .sorted()
                .toArray();
        List<Point> points = new ArrayList<>();
        for (int step = 0; step <= LENGTHS; step++) {
            long bound = step == 0 ? -1 : lengths[Math.min(lengths.length - 1, step * lengths.length / LENGTHS)];
            Point point = Point.empty(cases.size());
            for (int i = 0; i < cases.size(); i++) {
                boolean isShort = cases.get(i).features().size().inputTokens() <= bound;
                point.set(i, alone(cases.get(i), isShort ? cheap : dear));
            }
            points.add(point);
        }
        return points;
    }

    /** The cheapest model that is right, by one who knows; the cheapest of all where none is. */
    static Point oracle(List<Case> cases, List<Model> models) {
        Point point = Point.empty(cases.size());
        for (int i = 0; i < cases.size(); i++) {
            Case one = cases.get(i);
            String chosen = models.stream()
                    .map(Model::id)
                    .max(Comparator.comparingDouble(
                                    (String model) -> one.answer(model).score())
                            .thenComparingLong(model -> -one.answer(model).micros()))
                    .orElseThrow();
            point.set(i, alone(one, chosen));
        }
        return point;
    }

    /** The model that is worth most, less its cost, in the case's task: learned from these cases. */
    static String prior(List<Case> learned, List<Model> models, double worthUsd) {
        return models.stream()
                .map(Model::id)
                .max(Comparator.comparingDouble(model -> learned.stream()
                        .mapToDouble(one -> one.answer(model).score() * worthUsd
                                - one.answer(model).micros() / 1e6)
                        .sum()))
                .orElseThrow();
    }

    /** Estimates that let the planner choose one model before any is asked, and no other afterwards. */
    static Estimates routeOnly(Estimates estimates) {
        return withStarts(
                estimates,
                task -> task.priors().entrySet().stream()
                        .map(prior -> new Start(
                                List.of(prior.getKey()),
                                constant(
                                        prior.getValue().right(),
                                        estimates.worths().size()),
                                Map.of()))
                        .toList(),
                false);
    }

    /** Estimates that let the planner ask one model at a time. */
    static Estimates cascadeOnly(Estimates estimates) {
        return withStarts(
                estimates,
                task -> task.starts().stream()
                        .filter(start -> start.ask().size() == 1)
                        .toList(),
                true);
    }

    private static Weights constant(double value, int size) {
        double[] values = new double[size];
        Arrays.fill(values, value);
        return new Weights(values);
    }

    private static Estimates withStarts(
            Estimates estimates, java.util.function.Function<TaskEstimates, List<Start>> starts, boolean posteriors) {
        Map<String, TaskEstimates> tasks = new LinkedHashMap<>();
        estimates
                .tasks()
                .forEach((name, task) -> tasks.put(
                        name,
                        new TaskEstimates(name, task.labels(), task.priors(), starts.apply(task), task.reached())));
        return new Estimates(
                estimates.name(),
                estimates.digest(),
                estimates.reference(),
                estimates.worths(),
                tasks,
                estimates.overall(),
                posteriors ? estimates.posteriors() : Map.of(),
                estimates.ofOne(),
                estimates.confidence(),
                estimates.selfReports(),
                estimates.origins());
    }
}
