package io.tiergate.laboratory.calibrate;

import io.tiergate.laboratory.calibrate.Choice.AsWritten;
import io.tiergate.laboratory.calibrate.Choice.Bar;
import io.tiergate.laboratory.calibrate.Choice.Start;
import io.tiergate.laboratory.evaluate.Point;
import io.tiergate.laboratory.evaluate.Study;
import io.tiergate.laboratory.evaluate.Trials;
import io.tiergate.policy.compile.Strategy;
import io.tiergate.policy.compile.TaskProfile;
import io.tiergate.policy.compile.Tier;
import io.tiergate.policy.estimate.Estimates;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Chooses for each task of a set how the policy should serve it. */
public final class Choices {
    /** A task with fewer graded prompts is left as it is. */
    public static final int FEWEST_PROMPTS = 10;

    private static final double PASSES = 0.95;
    private static final double PASSES_WITH_MONITORING = 0.85;
    private static final double RIGHT = 0.5;
    /** From the safest to the boldest. */
    private static final List<Double> BARS = List.of(1.0, 0.99, 0.98, 0.97, 0.96, 0.95, 0.92, 0.9);

    private final Study study;
    private final Map<String, Point> tiers;

    private Choices(Study study) {
        this.study = study;
        this.tiers = Trials.byTier(study);
    }

    /**
     * The 95 / 85 rule: the first tier of the task's ladder whose answers are right in 95 % becomes its start, one at 85 % with a word on
     * monitoring; else the next tier, and the last where none is.
     */
    public static List<Choice> byPassRate(Study study) {
        Choices choices = new Choices(study);
        return choices.each(choices::passing);
    }

    /**
     * A bound of the risk.
     *
     * @param maxLoss how much lower than the reference's the mean score may be, such as 0.03
     * @param confidence that it is not lower than that, for each task, such as 0.95
     */
    public record Risk(double maxLoss, double confidence) {}

    /**
     * The cheapest way whose loss of quality against the reference tier is within bounds: a tier of the ladder, or where the task is hybrid a bar. Ways
     * are tested from the safest to the boldest, up to the first that fails, so that choosing among them costs no confidence; tiers and bars share it.
     * The bound holds for each task by itself, for traffic like the set. A bar is judged by estimates learned in folds: it is a bound on this way of
     * learning, not on the one document that is learned from all prompts in the end.
     *
     * @param fixed estimates to go by; null: learned from the other folds
     */
    public static List<Choice> byRisk(Study study, Risk risk, @Nullable Estimates fixed) {
        Choices choices = new Choices(study);
        boolean hybrid = study.variants().untrained().tasks().values().stream().anyMatch(Choices::isHybrid);
        Map<Double, Point> bars = hybrid ? Trials.byBar(study, BARS, fixed) : Map.of();
        return choices.each((task, indices) -> choices.safe(task, indices, risk, bars));
    }

    private interface Rule {
        Choice choose(TaskProfile task, int[] indices);
    }

    private List<Choice> each(Rule rule) {
        List<Choice> choices = new ArrayList<>();
        byTask().forEach((task, indices) -> choices.add(
                indices.length < FEWEST_PROMPTS
                        ? new Choice(
                                task.name(),
                                indices.length,
                                new AsWritten(),
                                "fewer than " + FEWEST_PROMPTS + " graded prompts")
                        : rule.choose(task, indices)));
        return choices;
    }

    private Map<TaskProfile, int[]> byTask() {
        Map<TaskProfile, int[]> byTask = new LinkedHashMap<>();
        for (TaskProfile task : study.variants().untrained().tasks().values()) {
            int[] indices = IntStream.range(0, study.cases().size())
                    .filter(i -> study.cases().get(i).task().name().equals(task.name()))
                    .toArray();
            if (indices.length > 0) {
                byTask.put(task, indices);
            }
        }
        return byTask;
    }

    private Choice passing(TaskProfile task, int[] indices) {
        List<Tier> rungs = task.ladder().rungs();
        for (Tier tier : rungs) {
            double right = right(point(tier), indices);
            if (right >= PASSES_WITH_MONITORING) {
                String why = tier.name() + " is right in " + percent(right) + " of " + indices.length;
                return new Choice(
                        task.name(), indices.length, new Start(tier.name()), right >= PASSES ? why : why + ": monitor");
            }
        }
        String last = rungs.getLast().name();
        return new Choice(
                task.name(),
                indices.length,
                new Start(last),
                "no tier is right in 85%; " + last + " is in " + percent(right(point(rungs.getLast()), indices))
                        + " of " + indices.length + ": monitor");
    }

    private static double right(Point point, int[] indices) {
        return IntStream.of(indices).filter(i -> point.score(i) >= RIGHT).count() / (double) indices.length;
    }

    private Point point(Tier tier) {
        return Objects.requireNonNull(tiers.get(tier.name()));
    }

    /** A way that was not refused, with what it costs in this task. */
    private record Safe(Choice.Way way, double micros, double bound, boolean isReference) {}

    private Choice safe(TaskProfile task, int[] indices, Risk risk, Map<Double, Point> bars) {
        Point reference = point(study.variants().untrained().tiers().reference());
        double error = (1 - risk.confidence()) / (isHybrid(task) ? 2 : 1);
        List<Safe> safe = new ArrayList<>();
        for (Tier tier : fromReference(task)) {
            Point point = point(tier);
            double bound = point == reference ? 0 : LossBound.upper(losses(reference, point, indices), error);
            if (bound > risk.maxLoss()) {
                break;
            }
            safe.add(new Safe(new Start(tier.name()), micros(point, indices), bound, point == reference));
        }
        if (isHybrid(task)) {
            for (Map.Entry<Double, Point> bar : bars.entrySet()) {
                double bound = LossBound.upper(losses(reference, bar.getValue(), indices), error);
                if (bound > risk.maxLoss()) {
                    break;
                }
                safe.add(new Safe(new Bar(bar.getKey()), micros(bar.getValue(), indices), bound, false));
            }
        }
        return safe.stream()
                .min(Comparator.comparingDouble(Safe::micros))
                .map(best -> new Choice(
                        task.name(),
                        indices.length,
                        best.way(),
                        why(best, micros(reference, indices), risk, indices.length)))
                .orElse(new Choice(
                        task.name(),
                        indices.length,
                        new AsWritten(),
                        "nothing on its ladder loses at most " + percent(risk.maxLoss()) + " with "
                                + percent(risk.confidence()) + " confidence"));
    }

    /** The ladder downwards from the reference, which loses nothing; from its top where the reference is not on it. */
    private List<Tier> fromReference(TaskProfile task) {
        List<Tier> downwards = task.ladder().rungs().reversed();
        int reference = downwards.indexOf(study.variants().untrained().tiers().reference());
        return downwards.subList(Math.max(0, reference), downwards.size());
    }

    private static String why(Safe best, double reference, Risk risk, int prompts) {
        String bound = percent(best.isReference() ? risk.maxLoss() : Math.max(0, best.bound())) + " with "
                + percent(risk.confidence()) + " confidence, by " + prompts + " prompts";
        return best.isReference()
                ? "nothing cheaper is shown to lose at most " + bound
                : "loses at most " + bound
                        + (reference == 0 ? "" : ", costs " + percent(best.micros() / reference) + " of the reference");
    }

    private static boolean isHybrid(TaskProfile task) {
        return task.strategy() instanceof Strategy.Hybrid;
    }

    private static double[] losses(Point reference, Point point, int[] indices) {
        return IntStream.of(indices)
                .mapToDouble(i -> reference.score(i) - point.score(i))
                .toArray();
    }

    private static double micros(Point point, int[] indices) {
        return IntStream.of(indices).mapToDouble(point::micros).sum();
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f%%", share * 100);
    }
}
