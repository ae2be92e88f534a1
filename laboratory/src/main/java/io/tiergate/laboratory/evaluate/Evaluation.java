package io.tiergate.laboratory.evaluate;

import io.tiergate.laboratory.recorded.Case;
import io.tiergate.laboratory.train.EstimatesTrainer;
import io.tiergate.laboratory.train.Folds;
import io.tiergate.laboratory.train.Grouping;
import io.tiergate.policy.answer.AnswerTraits;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.compile.Tier;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.estimate.Estimates;
import io.tiergate.policy.estimate.EstimatesCompiler;
import io.tiergate.policy.estimate.Evidence;
import io.tiergate.policy.estimate.Posterior;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs every strategy over graded answers. What is learned is learned from the other folds, unless estimates are given. Scores are used to
 * learn from, on those other folds, and to judge decisions; never to make them.
 */
public final class Evaluation {
    private final List<Case> cases;
    private final List<Model> models;
    private final PolicyVariants variants;
    private final Grouping grouping;
    private final EstimatesTrainer.Settings settings;
    private final int foldCount;
    private final Consumer<String> progress;

    private final Map<String, Point> always = new LinkedHashMap<>();
    private final Point served;
    private final List<Point> tiergate = new ArrayList<>();
    private final List<Point> taskPrior = new ArrayList<>();
    private final List<Point> routeOnly = new ArrayList<>();
    private final List<Point> cascadeOnly = new ArrayList<>();
    private final Trial.Outcome[] decisions;
    private final Predictions predictions = new Predictions();

    private Evaluation(
            List<Case> cases,
            List<Model> models,
            PolicyVariants variants,
            EstimatesTrainer.Settings settings,
            int foldCount,
            Consumer<String> progress) {
        this.cases = cases;
        this.models = models;
        this.variants = variants;
        this.grouping = new Grouping(cases);
        this.settings = settings;
        this.foldCount = foldCount;
        this.progress = progress;
        this.served = Point.empty(cases.size());
        this.decisions = new Trial.Outcome[cases.size()];
    }

    /**
     * Evaluates.
     *
     * @param cases graded answers, each with an answer of every model
     * @param models what may be asked
     * @param settings how estimates are learned
     * @param folds how many, at least 2
     * @param fixed estimates to use for all cases; null: learned from the other folds
     * @param progress is told in a few words what goes on
     */
    public static Report run(
            List<Case> cases,
            List<Model> models,
            PolicyVariants variants,
            EstimatesTrainer.Settings settings,
            int folds,
            @Nullable Estimates fixed,
            Consumer<String> progress) {
        Evaluation evaluation = new Evaluation(cases, models, variants, settings, folds, progress);
        evaluation.all(fixed);
        return evaluation.report();
    }

    private void all(@Nullable Estimates fixed) {
        for (Tier tier : variants.tiers()) {
            Point point = Point.empty(cases.size());
            planned(
                    point,
                    variants.always(tier.name()),
                    IntStream.range(0, cases.size()).boxed().toList());
            always.put(tier.name(), point);
        }
        Folds folds = Folds.split(cases.size(), foldCount, settings.seed());
        for (int fold = 0; fold < foldCount; fold++) {
            progress.accept(
                    "fold " + (fold + 1) + " of " + foldCount + (fixed == null ? ": learning from the others" : ""));
            List<Case> learned = folds.items(cases, fold, false);
            Estimates estimates = fixed == null ? train(learned) : fixed;
            fold(estimates, learned, folds.indices(fold, true));
        }
    }

    private Estimates train(List<Case> learned) {
        return compiled(EstimatesTrainer.train(learned, models, settings, Map.of()));
    }

    /** Estimates as agents read them. */
    static Estimates compiled(byte[] document) {
        return switch (EstimatesCompiler.compile("estimates", document)) {
            case CompileResult.Compiled<Estimates>(var estimates, var same, var warnings) -> estimates;
            case CompileResult.Rejected<Estimates>(var problems) ->
                throw new IllegalStateException("what was trained does not compile: " + problems.getFirst());
        };
    }

    private void fold(Estimates estimates, List<Case> learned, List<Integer> indices) {
        CompiledPolicy asWritten = variants.learned(estimates, null);
        indices.parallelStream().forEach(index -> {
            decisions[index] = Trial.run(asWritten, cases.get(index));
        });
        indices.forEach(index -> served.set(index, decisions[index]));
        int worths = estimates.worths().size();
        Estimates route = Baselines.routeOnly(estimates);
        Estimates cascade = Baselines.cascadeOnly(estimates);
        IntStream.range(0, worths).forEach(w -> {
            grow(tiergate, w);
            grow(routeOnly, w);
            grow(cascadeOnly, w);
            grow(taskPrior, w);
        });
        IntStream.range(0, worths).parallel().forEach(w -> {
            double worth = estimates.worths().get(w);
            planned(tiergate.get(w), variants.learned(estimates, worth), indices);
            planned(routeOnly.get(w), variants.learned(route, worth), indices);
            planned(cascadeOnly.get(w), variants.learned(cascade, worth), indices);
            priors(taskPrior.get(w), learned, indices, worth);
        });
        predictions.add(estimates, indices);
    }

    private void grow(List<Point> points, int size) {
        while (points.size() <= size) {
            points.add(Point.empty(cases.size()));
        }
    }

    private void planned(Point point, CompiledPolicy policy, List<Integer> indices) {
        for (int index : indices) {
            point.set(index, Trial.run(policy, cases.get(index)));
        }
    }

    private void priors(Point point, List<Case> learned, List<Integer> indices, double worth) {
        Map<String, List<Integer>> groups = grouping.groups(learned);
        Map<String, String> chosen = new LinkedHashMap<>();
        groups.forEach((name, members) -> chosen.put(
                name, Baselines.prior(members.stream().map(learned::get).toList(), models, worth)));
        for (int index : indices) {
            Case one = cases.get(index);
            String model = chosen.getOrDefault(grouping.of(one), settings.reference());
            Case.Given given = one.answer(model);
            point.set(index, new Trial.Outcome(List.of(model), model, given.score(), given.micros(), false));
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
                Posterior.At at = widest.at(grouping.of(one), evidence(one, widest.seen()));
                for (Model model : models) {
                    byModel.computeIfAbsent(model.id(), id -> new double[cases.size()])[index] =
                            at.right(model.id()).orElse(0);
                }
            }
        }

        private static Evidence evidence(Case one, List<String> seen) {
            List<Evidence.Seen> answers = new ArrayList<>();
            for (String model : seen) {
                Case.Given given = one.answer(model);
                AnswerTraits traits = given.traits();
                answers.add(new Evidence.Seen(model, given.canonical(), traits));
            }
            return new Evidence(one.features().size().inputTokens(), answers);
        }

        List<Calibration> calibrations() {
            List<Calibration> calibrations = new ArrayList<>();
            byModel.forEach((model, probability) -> {
                int[] all = IntStream.range(0, cases.size()).toArray();
                calibrations.add(of("*", model, probability, all));
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
        Point reference = Baselines.always(cases, settings.reference());
        Map<String, Curve> curves = new LinkedHashMap<>();
        curves.put(Report.TASK_PRIOR, new Curve(taskPrior));
        curves.put("route_only", new Curve(routeOnly));
        curves.put("cascade_only", new Curve(cascadeOnly));
        curves.put("prompt_length", new Curve(Baselines.promptLength(cases, cheapest, settings.reference())));
        curves.put("random_mix", new Curve(List.of(Baselines.always(cases, cheapest), reference)));
        Map<String, Point> points = new LinkedHashMap<>();
        always.forEach((tier, point) -> points.put("always:" + tier, point));
        points.put("oracle", Baselines.oracle(cases, models));
        return Report.of(
                new Report.Measured(
                        cases,
                        grouping,
                        reference,
                        served,
                        List.of(decisions),
                        new Curve(tiergate),
                        tiergate,
                        taskPrior,
                        curves,
                        points,
                        predictions.calibrations()),
                foldCount);
    }
}
