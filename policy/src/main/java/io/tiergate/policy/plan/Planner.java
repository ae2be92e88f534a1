package io.tiergate.policy.plan;

import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.compile.Ladder;
import io.tiergate.policy.compile.Strategy;
import io.tiergate.policy.compile.Target;
import io.tiergate.policy.compile.TaskProfile;
import io.tiergate.policy.compile.Tier;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.plan.Plan.Excluded;
import io.tiergate.policy.rule.Features;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * From a request's features and constraints to a plan. A pure function: the same arguments give the same plan on every machine.
 *
 * <p>Each strategy names a stretch of the task's ladder; constraints and feasibility thin it out; what is left becomes rungs. Tiers
 * above the strategy's last one follow as spares, for when it fails.
 */
public final class Planner {
    private final CompiledPolicy policy;
    private final TaskProfile task;
    private final Ladder ladder;
    private final Features features;
    private final Constraints constraints;
    private final long draw;
    private final long deadlineMillis;
    private final List<Excluded> excluded = new ArrayList<>();

    private Planner(
            CompiledPolicy policy,
            TaskProfile task,
            Features features,
            Constraints constraints,
            long draw,
            long deadlineMillis) {
        this.policy = policy;
        this.task = task;
        this.ladder = task.ladder();
        this.features = features;
        this.constraints = constraints;
        this.draw = draw;
        this.deadlineMillis = deadlineMillis;
    }

    /**
     * The plan for one request.
     *
     * @param draw the request's random number; decides between targets of a tier by their weights
     * @param deadlineMillis of the whole request
     */
    public static Plan plan(
            CompiledPolicy policy,
            TaskProfile task,
            Features features,
            Constraints constraints,
            long draw,
            long deadlineMillis) {
        return new Planner(policy, task, features, constraints, draw, deadlineMillis).plan();
    }

    /** The plan for a request that names a concrete model. */
    public static Plan pin(CompiledPolicy policy, Model model, Features features) {
        String obstacle = Feasibility.obstacle(model, features, policy.settings());
        if (obstacle != null) {
            return new Plan("pin", List.of(), List.of(new Excluded(model.id(), "", obstacle)));
        }
        Target target = new Target("", model, 1);
        Rung rung = new Rung.Single("", List.of(target), false, features.form().stream());
        return new Plan("pin", List.of(rung), List.of());
    }

    /** Micro-dollars that one call of the model is expected to cost. */
    public static long expectedMicros(Model model, Features features) {
        Features.Size size = features.size();
        return model.price().micros(TokenUsage.of(size.inputTokens(), size.expectedOutputTokens()));
    }

    private Plan plan() {
        return task.strategy() instanceof Strategy.Hybrid hybrid
                ? hybrid(hybrid)
                : new Plan(task.strategy().label(), rungs(steps()), excluded);
    }

    private List<Step> steps() {
        return switch (task.strategy()) {
            case Strategy.Fixed fixed -> from(stretch(fixed.tier()), 0);
            case Strategy.Route route -> cheapest(stretch(route.start()));
            case Strategy.Cascade cascade -> cascade(allowedLadder());
            case Strategy.Consensus consensus -> consensus(consensus);
            case Strategy.Hybrid hybrid -> from(stretch(hybrid.onNoEvidence()), 0);
        };
    }

    /** What was learned first; then, and where nothing was, the task's safe default. */
    private Plan hybrid(Strategy.Hybrid hybrid) {
        HybridPlanner.Weighed weighed =
                HybridPlanner.weigh(hybrid, features, feasible("", allowedModels(hybrid.pool())), deadlineMillis);
        List<Rung> safe = rungs(steps());
        if (weighed == null) {
            return new Plan(hybrid.label(), safe, excluded);
        }
        excluded.addAll(weighed.slow());
        List<Rung> rungs = new ArrayList<>(weighed.rungs());
        rungs.addAll(safe);
        return new Plan(hybrid.label(), rungs, excluded, weighed.weighing());
    }

    /** The allowed tiers from {@code start} up; below it, where nothing else is allowed, only the highest. */
    private List<Tier> stretch(Tier start) {
        List<Tier> tiers = ladderWith(start);
        int from = tiers.indexOf(start);
        List<Tier> above = allowed(tiers.subList(from, tiers.size()));
        if (!above.isEmpty()) {
            return above;
        }
        List<Tier> below = allowed(tiers.subList(0, from));
        return below.isEmpty() ? below : List.of(below.getLast());
    }

    private List<Tier> allowedLadder() {
        return allowed(ladderWith(null));
    }

    /** The task's ladder; with the tiers that a rule or the strategy names, where the ladder does not have them. */
    private List<Tier> ladderWith(@Nullable Tier named) {
        return ladder.ranking().stream()
                .filter(tier -> ladder.rungs().contains(tier) || tier.equals(named) || constraints.names(tier))
                .toList();
    }

    private List<Tier> allowed(List<Tier> tiers) {
        List<Tier> allowed = new ArrayList<>();
        for (Tier tier : tiers) {
            if (constraints.allows(tier, ladder)) {
                allowed.add(tier);
            } else {
                exclude(tier, constraints.reasonAgainst(tier, ladder));
            }
        }
        return allowed;
    }

    private List<Step> from(List<Tier> tiers, int start) {
        List<Step> steps = new ArrayList<>();
        for (Tier tier : tiers.subList(start, tiers.size())) {
            List<Target> targets = feasible(tier.name(), tier.targets());
            if (!targets.isEmpty()) {
                steps.add(new Step.One(tier, targets, !steps.isEmpty()));
            }
        }
        return steps;
    }

    /** The feasible tier that is expected to cost least; the tiers above it as spares. */
    private List<Step> cheapest(List<Tier> tiers) {
        List<Step> steps = from(tiers, 0);
        int best = 0;
        for (int i = 1; i < steps.size(); i++) {
            if (steps.get(i).expectedMicros(features) < steps.get(best).expectedMicros(features)) {
                best = i;
            }
        }
        List<Step> chosen = new ArrayList<>();
        for (Step step : steps.subList(best, steps.size())) {
            chosen.add(step.asSpare(!chosen.isEmpty()));
        }
        return chosen;
    }

    private List<Step> cascade(List<Tier> tiers) {
        return from(tiers, 0).stream().map(step -> step.asSpare(false)).toList();
    }

    private List<Step> consensus(Strategy.Consensus consensus) {
        List<Step> steps = new ArrayList<>();
        Tier top = null;
        for (Strategy.Step step : consensus.steps()) {
            switch (step) {
                case Strategy.Step.Ask ask -> panel(ask, steps);
                case Strategy.Step.One one -> {
                    top = one.tier();
                    if (constraints.allows(top, ladder)) {
                        from(List.of(top), 0).forEach(steps::add);
                    } else {
                        exclude(top, constraints.reasonAgainst(top, ladder));
                    }
                }
            }
        }
        addSpares(steps, top);
        return steps;
    }

    private void panel(Strategy.Step.Ask ask, List<Step> steps) {
        List<Target> targets = feasible("", allowedModels(ask.targets()));
        if (targets.size() >= ask.agree()) {
            steps.add(new Step.Panel(targets, ask.agree()));
        }
    }

    private List<Target> allowedModels(List<Target> targets) {
        List<Target> allowed = new ArrayList<>();
        for (Target target : targets) {
            if (constraints.allowsModelsOf(tiersOf(target.model()), ladder)) {
                allowed.add(target);
            } else {
                excluded.add(new Excluded(target.id(), "", "a rule asks for another tier"));
            }
        }
        return allowed;
    }

    private List<Tier> tiersOf(Model model) {
        return policy.tiers().all().stream()
                .filter(tier -> tier.targets().stream()
                        .anyMatch(target -> target.model().equals(model)))
                .toList();
    }

    /** After a consensus: the allowed tiers above its last one, or where it has none left, the ladder's. */
    private void addSpares(List<Step> steps, @Nullable Tier top) {
        List<Tier> spares = new ArrayList<>();
        for (Tier tier : ladderWith(null)) {
            boolean above = top == null || ladder.isBelow(top, tier) || steps.isEmpty();
            if (above && constraints.allows(tier, ladder) && !tier.equals(top)) {
                spares.add(tier);
            }
        }
        from(spares, 0).forEach(step -> steps.add(step.asSpare(!steps.isEmpty())));
    }

    private List<Target> feasible(String tier, List<Target> targets) {
        List<Target> feasible = new ArrayList<>();
        for (Target target : targets) {
            String obstacle = Feasibility.obstacle(target.model(), features, policy.settings());
            if (obstacle == null) {
                feasible.add(target);
            } else {
                excluded.add(new Excluded(target.id(), tier, obstacle));
            }
        }
        return feasible;
    }

    private void exclude(Tier tier, String reason) {
        for (Target target : tier.targets()) {
            excluded.add(new Excluded(target.id(), tier.name(), reason));
        }
    }

    private List<Rung> rungs(List<Step> steps) {
        int lastPlanned = -1;
        for (int i = 0; i < steps.size(); i++) {
            if (!steps.get(i).spare()) {
                lastPlanned = i;
            }
        }
        List<Rung> rungs = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            boolean weighed = !task.soft().isEmpty() && i < steps.size() - 1;
            boolean live = features.form().stream() && i >= lastPlanned && !weighed;
            rungs.add(steps.get(i).toRung(draw, live));
        }
        return rungs;
    }

    /** A rung in the making: feasible targets, not yet in order. */
    private sealed interface Step {
        boolean spare();

        Step asSpare(boolean spare);

        Rung toRung(long draw, boolean live);

        /** Of one call; the mean over a tier's targets by weight. */
        long expectedMicros(Features features);

        record One(Tier tier, List<Target> targets, boolean spare) implements Step {
            @Override
            public Step asSpare(boolean isSpare) {
                return new One(tier, targets, isSpare);
            }

            @Override
            public Rung toRung(long draw, boolean live) {
                return new Rung.Single(tier.name(), Draw.order(targets, draw), spare, live);
            }

            @Override
            public long expectedMicros(Features features) {
                long sum = 0;
                long weight = 0;
                for (Target target : targets) {
                    sum += target.weight() * Planner.expectedMicros(target.model(), features);
                    weight += target.weight();
                }
                return sum / weight;
            }
        }

        record Panel(List<Target> targets, int agree) implements Step {
            @Override
            public boolean spare() {
                return false;
            }

            @Override
            public Step asSpare(boolean isSpare) {
                return this;
            }

            @Override
            public Rung toRung(long draw, boolean live) {
                return new Rung.Panel(targets, agree);
            }

            @Override
            public long expectedMicros(Features features) {
                return targets.stream()
                        .mapToLong(target -> Planner.expectedMicros(target.model(), features))
                        .sum();
            }
        }
    }
}
