package io.tiergate.policy.plan;

import io.tiergate.policy.answer.AnswerSpec;
import io.tiergate.policy.catalog.Catalog;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.catalog.Model.Capability;
import io.tiergate.policy.catalog.Provider;
import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.compile.CompiledPolicy.Budget;
import io.tiergate.policy.compile.CompiledPolicy.CacheSettings;
import io.tiergate.policy.compile.CompiledPolicy.Settings;
import io.tiergate.policy.compile.CompiledPolicy.Timeouts;
import io.tiergate.policy.compile.Ladder;
import io.tiergate.policy.compile.QualityBar;
import io.tiergate.policy.compile.Strategy;
import io.tiergate.policy.compile.Target;
import io.tiergate.policy.compile.TaskProfile;
import io.tiergate.policy.compile.Tier;
import io.tiergate.policy.compile.TierTable;
import io.tiergate.policy.cost.Price;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.estimate.Estimates;
import io.tiergate.policy.estimate.Evidence;
import io.tiergate.policy.estimate.Latency;
import io.tiergate.policy.estimate.LinearModel;
import io.tiergate.policy.estimate.LinearModel.Weights;
import io.tiergate.policy.estimate.Posterior;
import io.tiergate.policy.estimate.Start;
import io.tiergate.policy.estimate.TaskEstimates;
import io.tiergate.policy.gate.Checks;
import io.tiergate.policy.gate.SoftGate;
import io.tiergate.policy.gate.Zones;
import io.tiergate.policy.rule.Condition;
import io.tiergate.policy.rule.Effect;
import io.tiergate.policy.rule.Features;
import io.tiergate.policy.rule.Rule;
import io.tiergate.policy.rule.Rules;
import io.tiergate.policy.rule.Truth;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A small world to decide in, built by hand: two providers, five models, four tiers. */
public final class Samples {
    public static final Provider ALPHA = new Provider("alpha", Provider.Api.OPENAI, "http://127.0.0.1:1/v1", "");
    public static final Provider BETA = new Provider("beta", Provider.Api.ANTHROPIC, "http://127.0.0.1:2", "");
    public static final Model SMALL_1 = model("alpha/small-1", ALPHA, 8_000, "0.15", "0.60");
    public static final Model SMALL_2 = model("beta/small-2", BETA, 8_000, "0.10", "0.50");
    public static final Model MID_1 = model("alpha/mid-1", ALPHA, 32_000, "2.50", "10");
    public static final Model TOP_1 = model("beta/top-1", BETA, 128_000, "15", "75");
    public static final Model CODE_1 = model("alpha/code-1", ALPHA, 16_000, "0.30", "1.20");
    public static final Tier SMALL =
            new Tier("small", 0, false, List.of(new Target("small", SMALL_1, 70), new Target("small", SMALL_2, 30)));
    public static final Tier MID = new Tier("mid", 1, false, List.of(new Target("mid", MID_1, 1)));
    public static final Tier CODE = new Tier("code", 2, true, List.of(new Target("code", CODE_1, 1)));
    public static final Tier FRONTIER = new Tier("frontier", 3, false, List.of(new Target("frontier", TOP_1, 1)));
    public static final TierTable TIERS =
            new TierTable(List.of(SMALL, MID, CODE, FRONTIER), List.of(SMALL, MID, FRONTIER), FRONTIER);
    public static final Ladder LADDER = Ladder.of(TIERS.ladder(), TIERS);
    public static final Target PANEL_1 = new Target("", SMALL_1, 1);
    public static final Target PANEL_2 = new Target("", SMALL_2, 1);
    public static final Target PANEL_3 = new Target("", CODE_1, 1);
    public static final Budget BUDGET = new Budget(20_000, 4, Long.MAX_VALUE);

    private Samples() {}

    public static Model model(String id, Provider provider, long window, String usdIn, String usdOut) {
        long in = Price.picosPerToken(new BigDecimal(usdIn));
        long out = Price.picosPerToken(new BigDecimal(usdOut));
        return new Model(
                id,
                provider,
                id.substring(id.indexOf('/') + 1),
                window,
                4_096,
                new Price(in, in / 2, in, out, out),
                EnumSet.allOf(Capability.class));
    }

    public static Catalog catalog() {
        Map<String, Model> models = new LinkedHashMap<>();
        for (Model model : List.of(SMALL_1, SMALL_2, MID_1, TOP_1, CODE_1)) {
            models.put(model.id(), model);
        }
        return new Catalog(digest("catalog"), Map.of("alpha", ALPHA, "beta", BETA), models);
    }

    /** A policy with one task, {@code work}. */
    public static CompiledPolicy policy(Strategy strategy, List<Rule> rules, Budget budget, int retries) {
        return policy("support", strategy, rules, budget, retries, Set.of());
    }

    public static CompiledPolicy policy(
            String name, Strategy strategy, List<Rule> rules, Budget budget, int retries, Set<String> providers) {
        return policy(name, strategy, SoftGate.NONE, rules, budget, retries, providers);
    }

    /** With soft checks. */
    public static CompiledPolicy policy(
            String name,
            Strategy strategy,
            SoftGate soft,
            List<Rule> rules,
            Budget budget,
            int retries,
            Set<String> providers) {
        return policy(name, strategy, soft, List.of(), rules, budget, retries, providers);
    }

    /** With soft checks and judges. */
    public static CompiledPolicy policy(
            String name,
            Strategy strategy,
            SoftGate soft,
            List<Target> judges,
            List<Rule> rules,
            Budget budget,
            int retries,
            Set<String> providers) {
        TaskProfile work = new TaskProfile(
                "work",
                "ops",
                strategy,
                LADDER,
                List.of(),
                soft,
                judges,
                AnswerSpec.TEXT,
                200,
                null,
                new Timeouts(2_000, 5_000));
        return new CompiledPolicy(
                name,
                digest(name),
                digest("epoch"),
                TIERS,
                Map.of("work", work),
                "work",
                rules,
                new Settings(
                        "low",
                        providers,
                        new CacheSettings(true, 86_400, CacheSettings.Share.TENANT),
                        budget,
                        new Timeouts(3_000, 10_000),
                        retries));
    }

    public static CompiledPolicy policy(Strategy strategy, Rule... rules) {
        return policy(strategy, List.of(rules), BUDGET, 1);
    }

    public static Strategy consensus(int agree) {
        return new Strategy.Consensus(
                List.of(new Strategy.Step.Ask(List.of(PANEL_1, PANEL_2, PANEL_3), agree), new Strategy.Step.One(MID)));
    }

    /** The task, without soft checks, with other answers. */
    public static TaskProfile answering(TaskProfile task, AnswerSpec answer) {
        return new TaskProfile(
                task.name(),
                task.owner(),
                task.strategy(),
                task.ladder(),
                task.gate(),
                answer,
                task.outputTokens(),
                task.domain(),
                task.timeouts());
    }

    /** The small and the mid model are right with these probabilities, whatever their answers look like. */
    public static Estimates alone(double small, double mid) {
        Estimates learned = estimates();
        Map<String, Posterior> alone = new LinkedHashMap<>();
        Map.of(SMALL_1.id(), small, SMALL_2.id(), small, MID_1.id(), mid).forEach((model, right) -> {
            LinearModel own = linear(1, StrictMath.log(right / (1 - right)), 0);
            alone.put(model, new Posterior(List.of(model), Map.of(model, own), Map.of()));
        });
        return new Estimates(
                "alone",
                digest("alone " + small + " " + mid),
                learned.reference(),
                learned.worths(),
                learned.tasks(),
                learned.overall(),
                Map.of(),
                alone,
                Map.of(),
                Map.of(),
                Map.of());
    }

    /** A gate that goes by what was learned of answers alone. */
    public static SoftGate learned(double small, double mid, Zones zones) {
        return new SoftGate(List.of(Checks.learned(alone(small, mid))), zones);
    }

    /** Two small models are asked at once: what was learned of that, of each of them alone and of the top model. */
    public static Estimates estimates() {
        List<String> small = List.of(SMALL_1.id(), SMALL_2.id());
        Map<String, TaskEstimates.Prior> priors = Map.of(
                SMALL_1.id(), new TaskEstimates.Prior(0.7, 180),
                SMALL_2.id(), new TaskEstimates.Prior(0.65, 150),
                MID_1.id(), new TaskEstimates.Prior(0.85, 220),
                TOP_1.id(), new TaskEstimates.Prior(0.95, 240));
        Start both = new Start(
                small,
                new Weights(0.72, 0.85, 0.95),
                Map.of(TOP_1.id(), new Start.More(new Weights(0, 0.2, 0.3), new Weights(0, 48, 72))));
        List<Start> starts = List.of(
                new Start(List.of(SMALL_1.id()), new Weights(0.7, 0.7, 0.7), Map.of()),
                new Start(List.of(TOP_1.id()), new Weights(0.95, 0.95, 0.95), Map.of()),
                both,
                new Start(List.of(MID_1.id()), new Weights(0.85, 0.85, 0.85), Map.of()));
        TaskEstimates work = new TaskEstimates("work", 400, priors, starts, new Weights(0.75, 0.9, 1));
        return new Estimates(
                "sample",
                digest("estimates"),
                TOP_1.id(),
                new Weights(0.001, 0.1, 1),
                Map.of("work", work),
                new Weights(0.75, 0.9, 1),
                Map.of(
                        Set.copyOf(small), posterior(small, 4),
                        Set.of(SMALL_1.id()), posterior(List.of(SMALL_1.id()), 0)));
    }

    /** The models seen are likely wrong unless they agree; mid is likely right, top likelier. */
    private static Posterior posterior(List<String> seen, double agreeing) {
        Map<String, LinearModel> right = Map.of(
                SMALL_1.id(), linear(seen.size(), -1, agreeing),
                SMALL_2.id(), linear(seen.size(), -1.2, agreeing),
                MID_1.id(), linear(seen.size(), 1.5, 0),
                TOP_1.id(), linear(seen.size(), 2.5, 0));
        Map<String, LinearModel> length = Map.of(
                MID_1.id(), linear(seen.size(), 5.3, 0),
                TOP_1.id(), linear(seen.size(), 5.3, 0));
        return new Posterior(seen, right, length);
    }

    private static LinearModel linear(int models, double one, double agreeing) {
        double[] weights = new double[Evidence.featureNames(models).size()];
        weights[0] = one;
        weights[weights.length - 1] += models > 1 ? agreeing : 0;
        return new LinearModel(new Weights(weights), Map.of());
    }

    /** A hybrid over every tier's models, at that worth of a right answer; frontier is its safe default. */
    public static Strategy hybrid(double worthUsd) {
        return hybrid(worthUsd, estimates());
    }

    public static Strategy hybrid(double worthUsd, @Nullable Estimates estimates) {
        List<Target> pool = List.of(SMALL, MID, FRONTIER).stream()
                .flatMap(tier -> tier.targets().stream())
                .toList();
        return new Strategy.Hybrid(pool, new QualityBar.Worth(worthUsd), FRONTIER, estimates);
    }

    /** The same where it is known how long models take: 95 % of answers of small-1 400 ms, small-2 600, mid 1,200, top 1,800. */
    public static Strategy timed(double worthUsd, @Nullable Long p95Millis) {
        Map<String, Long> latencies =
                Map.of(SMALL_1.id(), 400L, SMALL_2.id(), 600L, MID_1.id(), 1_200L, TOP_1.id(), 1_800L);
        return timed(worthUsd, p95Millis, latencies);
    }

    /** The same with these latencies; a model that is not there is one of which none is known. */
    public static Strategy timed(double worthUsd, @Nullable Long p95Millis, Map<String, Long> latencies) {
        Strategy.Hybrid hybrid = (Strategy.Hybrid) hybrid(worthUsd, estimates(latencies));
        return new Strategy.Hybrid(hybrid.pool(), hybrid.bar(), hybrid.onNoEvidence(), hybrid.estimates(), p95Millis);
    }

    /** {@link #estimates()}, with what 95 % of a model's answers take at most. */
    public static Estimates estimates(Map<String, Long> latencies) {
        Estimates untimed = estimates();
        TaskEstimates work = Objects.requireNonNull(untimed.task("work", null));
        Map<String, TaskEstimates.Prior> priors = new LinkedHashMap<>();
        work.priors().forEach((model, prior) -> {
            Long p95 = latencies.get(model);
            priors.put(
                    model,
                    new TaskEstimates.Prior(
                            prior.right(), prior.outputTokens(), p95 == null ? null : new Latency(p95 / 2, p95)));
        });
        return new Estimates(
                "timed",
                digest("timed estimates"),
                untimed.reference(),
                untimed.worths(),
                Map.of("work", new TaskEstimates("work", work.labels(), priors, work.starts(), work.reached())),
                untimed.overall(),
                untimed.posteriors());
    }

    public static Rule rule(String name, Function<Features, Truth> when, Effect then) {
        return new Rule(
                name,
                new Condition() {
                    @Override
                    public String source() {
                        return name;
                    }

                    @Override
                    public Truth evaluate(Features features) {
                        return when.apply(features);
                    }
                },
                then);
    }

    public static Rule rule(String name, Truth truth, Effect then) {
        return rule(name, features -> truth, then);
    }

    public static Effect tier(String name) {
        return new Effect(name, null, null, false);
    }

    public static Effect atLeast(String name) {
        return new Effect(null, name, null, false);
    }

    public static Effect atMost(String name) {
        return new Effect(null, null, name, false);
    }

    public static Features features() {
        return features(1_000, false);
    }

    public static Features features(long inputTokens, boolean stream) {
        return new Features(
                "work",
                null,
                "low",
                new Features.Size(inputTokens, 200, null),
                new Features.Form(1, false, false, "text", stream),
                new Features.Caller("acme", "paid", null),
                Map.of());
    }

    public static Digest digest(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8));
    }

    public static Plan plan(CompiledPolicy policy, Features features, long draw) {
        TaskProfile task = task(policy);
        Constraints constraints = Constraints.of(Rules.evaluate(policy.rules(), features), task.ladder());
        return Planner.plan(
                policy,
                task,
                features,
                constraints,
                draw,
                policy.settings().budget().deadlineMillis());
    }

    public static TaskProfile task(CompiledPolicy policy) {
        TaskProfile task = policy.task("work");
        if (task == null) {
            throw new AssertionError("the sample policy has one task");
        }
        return task;
    }

    /** Tiers of a plan's rungs; a panel as {@code panel}; spares in brackets; of weighed rungs the models. */
    public static List<String> shape(Plan plan) {
        return plan.rungs().stream()
                .map(rung -> switch (rung) {
                    case Rung.Single single -> single.spare() ? "(" + single.tier() + ")" : single.tier();
                    case Rung.Panel panel -> "panel";
                    case Rung.Weighed weighed ->
                        weighed.targets().stream()
                                .map(target -> target.model().upstreamName())
                                .collect(Collectors.joining("+"));
                })
                .toList();
    }

    public static @Nullable Tier tierOrNull(String name) {
        return name.isEmpty() ? null : TIERS.find(name);
    }
}
