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

    private final Estimates estimates;
    private final TaskEstimates task;
    private final double worth;
    private final Features features;
    private final Map<String, Target> pool = new LinkedHashMap<>();

    private HybridPlanner(
            Estimates estimates, TaskEstimates task, double worth, Features features, List<Target> allowed) {
        this.estimates = estimates;
        this.task = task;
        this.worth = worth;
        this.features = features;
        allowed.forEach(target -> pool.putIfAbsent(target.id(), target));
    }

    /**
     * The rungs and how to choose between them.
     *
     * @param allowed feasible models of the pool
     * @return null where nothing was learned that helps
     */
    static @Nullable Weighed weigh(Strategy.Hybrid hybrid, Features features, List<Target> allowed) {
        Estimates estimates = hybrid.estimates();
        TaskEstimates task = estimates == null ? null : estimates.task(features.task(), features.domain());
        if (estimates == null || task == null) {
            return null;
        }
        double worth = hybrid.bar().worth(estimates, task);
        return new HybridPlanner(estimates, task, worth, features, allowed).weighed();
    }

    /** The first rungs of a plan. */
    record Weighed(List<Rung> rungs, Weighing weighing) {}

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
            sequences.add(new Weighing.Sequence(rungs.size(), option.right(), option.micros()));
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
                : new Weighed(rungs, new Weighing(estimates, task.name(), worth, sequences, rungs.size()));
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
        boolean whole = pool.keySet().containsAll(start.more().keySet());
        if (!whole) {
            return new Option(start.ask(), bestPrior(start.ask()), micros);
        }
        for (Map.Entry<String, Start.More> more : start.more().entrySet()) {
            Start.More after = more.getValue();
            micros += Costs.micros(
                    target(more.getKey()).model(),
                    estimates.at(after.share(), worth) * features.size().inputTokens(),
                    estimates.at(after.outputTokens(), worth));
        }
        return new Option(start.ask(), estimates.at(start.right(), worth), micros);
    }

    /** Where a model that would be asked afterwards may not be: the best of the first ones, as if nothing were asked afterwards. */
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

    private record Option(List<String> ask, double right, double micros) {
        double value(double worth) {
            return Weighing.value(right, micros, worth);
        }
    }
}
