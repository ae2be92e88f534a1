package io.tiergate.policy.record;

import io.tiergate.policy.answer.AnswerSpec;
import io.tiergate.policy.arm.ActivePolicy;
import io.tiergate.policy.arm.Arm;
import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.compile.Strategy;
import io.tiergate.policy.compile.Target;
import io.tiergate.policy.estimate.Estimates;
import io.tiergate.policy.gate.SoftGate;
import io.tiergate.policy.gate.Zones;
import io.tiergate.policy.plan.Samples;
import io.tiergate.policy.rule.Rule;
import io.tiergate.policy.rule.Truth;
import io.tiergate.policy.similarity.Sign;
import io.tiergate.policy.similarity.TextEquality;
import io.tiergate.policy.similarity.Verifier;
import io.tiergate.policy.snapshot.Routing;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The content that sample records were decided under. */
final class RecordRouting {
    private static final Estimates ESTIMATES = Samples.estimates();
    private static final List<Rule> RULES = List.of(
            Samples.rule(
                    "long answers",
                    features -> features.size().expectedOutputTokens() > 1_500 ? Truth.TRUE : Truth.FALSE,
                    Samples.atMost("mid")),
            Samples.rule(
                    "legal matters",
                    features -> features.domain() == null
                            ? Truth.UNKNOWN
                            : features.domain().equals("legal") ? Truth.TRUE : Truth.FALSE,
                    Samples.atLeast("mid")));

    private RecordRouting() {}

    /** One policy for each strategy, each with a candidate that has a quarter of the traffic. */
    static Routing of() {
        Map<String, Strategy> strategies = Map.of(
                "fixed",
                new Strategy.Fixed(Samples.MID),
                "route",
                new Strategy.Route(Samples.SMALL),
                "cascade",
                new Strategy.Cascade(),
                "consensus",
                Samples.consensus(2),
                "hybrid",
                Samples.hybrid(1),
                "timed",
                Samples.timed(1, 2_500L));
        Map<String, ActivePolicy> policies = new HashMap<>();
        strategies.forEach((name, strategy) -> policies.put(name, active(name, strategy, SoftGate.NONE)));
        Zones zones = new Zones(700_000, 850_000, Zones.Between.ACCEPT);
        policies.put("weighed", active("weighed", new Strategy.Cascade(), Samples.learned(0.4, 0.8, zones)));
        policies.put("judged", judged());
        policies.put("said", said());
        return new Routing(
                Samples.digest("routing"), 7, Samples.catalog(), Map.of(ESTIMATES.digest(), ESTIMATES), policies);
    }

    private static ActivePolicy judged() {
        Zones zones = new Zones(700_000, 850_000, Zones.Between.JUDGE);
        CompiledPolicy policy = Samples.policy(
                "judged",
                new Strategy.Cascade(),
                Samples.learned(0.8, 0.8, zones),
                List.of(new Target("", Samples.TOP_1, 1)),
                RULES,
                Samples.BUDGET,
                1,
                Set.of());
        return new ActivePolicy("judged", "salt", List.of(new Arm(Arm.BASELINE, policy, 4, 0, 10_000)));
    }

    /** Three models are asked for a free text; what two of them say the same is served. */
    private static ActivePolicy said() {
        CompiledPolicy policy = Samples.policy(Samples.consensus(2));
        TextEquality equality = new TextEquality(0.1, "sha256:01", 0.9, new Verifier(Map.of(Sign.COSINE, 1.0)));
        CompiledPolicy said = new CompiledPolicy(
                "said",
                policy.digest(),
                policy.cacheEpoch(),
                policy.tiers(),
                Map.of("work", Samples.answering(Samples.task(policy), AnswerSpec.TEXT.with(equality))),
                "work",
                policy.rules(),
                policy.settings());
        return new ActivePolicy("said", "salt", List.of(new Arm(Arm.BASELINE, said, 4, 0, 10_000)));
    }

    private static ActivePolicy active(String name, Strategy strategy, SoftGate soft) {
        CompiledPolicy baseline = Samples.policy(name, strategy, soft, RULES, Samples.BUDGET, 1, Set.of());
        CompiledPolicy candidate = Samples.policy(name, strategy, soft, List.of(), Samples.BUDGET, 0, Set.of("alpha"));
        return new ActivePolicy(
                name,
                "salt",
                List.of(new Arm(Arm.BASELINE, baseline, 4, 0, 7_500), new Arm("candidate", candidate, 5, 0, 2_500)));
    }
}
