package io.tiergate.policy.plan;

import io.tiergate.policy.compile.Strategy;
import io.tiergate.policy.compile.Target;
import io.tiergate.policy.estimate.Estimates;
import io.tiergate.policy.estimate.Start;
import io.tiergate.policy.estimate.TaskEstimates;
import io.tiergate.policy.rule.Features;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Weighs the ways to begin with a request of which something was learned: each is expected to give so many right answers at such a
 * cost, and that which is worth most, less its cost, comes first. What comes after the first answers is for {@link Deliberation}.
 */
final class HybridPlanner {
    /** Ways to begin that a plan keeps: the best, and others for when a model of it is down. */
    private static final int MAX_SEQUENCES = 4;
    /** What is asked on fewer requests than this share does not move the 95th percentile of all. */
    private static final double RARE = 0.05;

    private final Estimates estimates;
    private final TaskEstimates task;
    private final double worth;
    private final Features features;
    private final long withinMillis;
    private final @Nullable Long p95Millis;
    private final Map<String, Target> pool = new LinkedHashMap<>();
    private final List<Plan.Excluded> slow;

    private HybridPlanner(
            Strategy.Hybrid hybrid,
            Estimates estimates,
            TaskEstimates task,
            Features features,
            List<Target> allowed,
            long deadlineMillis) {
        this.estimates = estimates;
        this.task = task;
        this.worth = hybrid.bar().worth(estimates, task);
        this.features = features;
        this.p95Millis = hybrid.p95Millis();
        this.withinMillis = p95Millis == null ? deadlineMillis : Math.min(p95Millis, deadlineMillis);
        Speed speed = Speed.of(task, allowed, withinMillis);
        this.slow = speed.slow();
        speed.quick().forEach(target -> pool.putIfAbsent(target.id(), target));
    }

    /**
     * The rungs and how to choose between them.
     *
     * @param allowed feasible models of the pool
     * @param deadlineMillis of the whole request
     * @return null where nothing was learned that helps
     */
    static @Nullable Weighed weigh(
            Strategy.Hybrid hybrid, Features features, List<Target> allowed, long deadlineMillis) {
        Estimates estimates = hybrid.estimates();
        TaskEstimates task = estimates == null ? null : estimates.task(features.task(), features.domain());
        if (estimates == null || task == null) {
            return null;
        }
        return new HybridPlanner(hybrid, estimates, task, features, allowed, deadlineMillis).weighed();
    }

    /**
     * The first rungs of a plan.
     *
     * @param slow models that were left out, as they are expected to take too long
     */
    record Weighed(List<Rung> rungs, Weighing weighing, List<Plan.Excluded> slow) {}

    private @Nullable Weighed weighed() {
        List<Option> options = new ArrayList<>();
        for (Start start : task.starts()) {
            if (pool.keySet().containsAll(start.ask())) {
                options.add(option(start));
            }
        }
        options.sort(Comparator.comparingDouble(option -> -option.value(worth)));
        List<Rung> rungs = new ArrayList<>();
        List<Weighing.Sequence> sequences = new ArrayList<>();
        for (Option option : options.subList(0, Math.min(MAX_SEQUENCES, options.size()))) {
            sequences.add(new Weighing.Sequence(rungs.size(), option.right(), option.micros(), option.p95Millis()));
            rungs.add(new Rung.Weighed(option.ask().stream().map(this::target).toList()));
        }
        for (Target target : pool.values()) {
            Rung alone = new Rung.Weighed(List.of(target));
            if (task.prior(target.id()) != null && !rungs.contains(alone)) {
                rungs.add(alone);
            }
        }
        return sequences.isEmpty()
                ? null
                : new Weighed(
                        rungs, new Weighing(estimates, task.name(), worth, sequences, rungs.size(), p95Millis), slow);
    }

    private Target target(String model) {
        Target target = pool.get(model);
        if (target == null) {
            throw new IllegalStateException(model + " is not in the pool");
        }
        return target;
    }

    private Option option(Start start) {
        double micros = 0;
        for (String model : start.ask()) {
            micros += Costs.micros(target(model).model(), features, outputTokens(model));
        }
        Long first = Speed.longest(task, start.ask());
        if (!isTimeFor(start, first)) {
            return new Option(start.ask(), bestPrior(start.ask()), micros, first);
        }
        double asked = 0;
        List<String> afterwards = new ArrayList<>();
        for (Map.Entry<String, Start.More> more : start.more().entrySet()) {
            Start.More after = more.getValue();
            double share = estimates.at(after.share(), worth);
            asked += share;
            if (share > 0) {
                afterwards.add(more.getKey());
            }
            micros += Costs.micros(
                    target(more.getKey()).model(),
                    share * features.size().inputTokens(),
                    estimates.at(after.outputTokens(), worth));
        }
        Long second = asked > RARE ? Speed.longest(task, afterwards) : Long.valueOf(0);
        return new Option(
                start.ask(),
                estimates.at(start.right(), worth),
                micros,
                first == null || second == null ? null : first + second);
    }

    /** Whether every model that may be asked afterwards is allowed, and expected to answer in time after the first ones. */
    private boolean isTimeFor(Start start, @Nullable Long first) {
        for (String model : start.more().keySet()) {
            Long then = task.p95Millis(model);
            if (!pool.containsKey(model) || (first != null && then != null && first + then > withinMillis)) {
                return false;
            }
        }
        return true;
    }

    /** Where a model that would be asked afterwards may not be, or would be late: the best of the first ones, as if nothing were asked afterwards. */
    private double bestPrior(List<String> models) {
        OptionalDouble best = models.stream()
                .map(task::prior)
                .mapToDouble(prior -> prior == null ? 0 : prior.right())
                .max();
        return best.orElse(0);
    }

    private double outputTokens(String model) {
        TaskEstimates.Prior prior = task.prior(model);
        return prior == null ? features.size().expectedOutputTokens() : prior.outputTokens();
    }

    private record Option(
            List<String> ask,
            double right,
            double micros,
            @Nullable Long p95Millis) {
        double value(double worth) {
            return Weighing.value(right, micros, worth);
        }
    }
}
