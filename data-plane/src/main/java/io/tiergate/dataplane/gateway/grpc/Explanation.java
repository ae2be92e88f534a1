package io.tiergate.dataplane.gateway.grpc;

import io.tiergate.dataplane.pipeline.Pipeline;
import io.tiergate.policy.compile.Target;
import io.tiergate.policy.plan.Decision;
import io.tiergate.policy.plan.Plan;
import io.tiergate.policy.plan.Planner;
import io.tiergate.policy.plan.Rung;
import io.tiergate.policy.plan.Weighing;
import io.tiergate.policy.plan.WorstCase;
import io.tiergate.policy.rule.Features;
import io.tiergate.policy.rule.Rule;
import io.tiergate.policy.rule.RuleOutcome;
import io.tiergate.v1.ExcludedTarget;
import io.tiergate.v1.PlannedRung;
import io.tiergate.v1.WeighedSequence;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Says where a request would go, and why. */
final class Explanation {
    private static final double MICROS = 1e6;

    private Explanation() {}

    static io.tiergate.v1.Decision of(Pipeline.Decided.Yes decided) {
        Decision decision = decided.decision();
        Features features = decision.features();
        Plan plan = decision.plan();
        io.tiergate.v1.Decision.Builder said = io.tiergate.v1.Decision.newBuilder()
                .setPolicy(decision.arm().policy().name())
                .setPolicyRevision(decision.arm().revision())
                .setPolicyDigest(decision.arm().policy().digest().toString())
                .setGeneration(decided.generation())
                .setArm(decision.arm().name())
                .setTask(decision.task().name())
                .setStrategy(plan.strategy())
                .putAllFeatures(features(features))
                .setCache(decided.cacheObstacle().isEmpty() ? "asked" : "not asked: " + decided.cacheObstacle());
        for (int i = 0; i < decision.rules().size(); i++) {
            said.addRules(rule(
                    decision.arm().policy().rules().get(i), decision.rules().get(i)));
        }
        for (Plan.Excluded excluded : plan.excluded()) {
            said.addExcluded(ExcludedTarget.newBuilder()
                    .setTarget(excluded.target())
                    .setTier(excluded.tier())
                    .setReason(excluded.reason()));
        }
        rungs(plan, decision, features, said);
        return said.build();
    }

    private static void rungs(Plan plan, Decision decision, Features features, io.tiergate.v1.Decision.Builder said) {
        for (Rung rung : plan.rungs()) {
            PlannedRung.Builder planned =
                    PlannedRung.newBuilder().setTier(rung.tier()).setCostMicros(cost(asked(rung), features));
            rung.targets().forEach(target -> planned.addTargets(target.id()));
            planned.addAllGate(decision.task().checks());
            planned.setAgree(rung instanceof Rung.Panel panel ? panel.agree() : 1);
            planned.setSpare(rung.spare());
            planned.setWeighed(rung instanceof Rung.Weighed);
            said.addRungs(planned);
        }
        if (!plan.rungs().isEmpty()) {
            said.setFirstRungCostMicros(cost(asked(plan.rungs().getFirst()), features));
        }
        said.setWorstCaseCostMicros(WorstCase.micros(decision, plan));
        Target reference = decision.arm().policy().tiers().reference().targets().getFirst();
        said.setReferenceCostMicros(Planner.expectedMicros(reference.model(), features));
        if (plan.weighing() != null) {
            said.setWeighed(weighed(plan, plan.weighing()));
        }
    }

    private static io.tiergate.v1.Weighing weighed(Plan plan, Weighing weighing) {
        io.tiergate.v1.Weighing.Builder said = io.tiergate.v1.Weighing.newBuilder()
                .setEstimates(weighing.estimates().digest().toString())
                .setTask(weighing.task())
                .setWorthMicros(Math.round(weighing.worthUsd() * MICROS));
        if (weighing.p95Millis() != null) {
            said.setLatencyMsP95(weighing.p95Millis());
        }
        for (Weighing.Sequence sequence : weighing.sequences()) {
            WeighedSequence.Builder way = WeighedSequence.newBuilder()
                    .setRight(sequence.right())
                    .setCostMicros(Math.round(sequence.micros()));
            if (sequence.p95Millis() != null) {
                way.setLatencyMsP95(sequence.p95Millis());
            }
            plan.rungs().get(sequence.rung()).targets().forEach(target -> way.addAsk(target.id()));
            said.addSequences(way);
        }
        return said.build();
    }

    private static List<Target> asked(Rung rung) {
        return rung instanceof Rung.Single ? rung.targets().subList(0, 1) : rung.targets();
    }

    private static long cost(Collection<Target> asked, Features features) {
        return asked.stream()
                .mapToLong(target -> Planner.expectedMicros(target.model(), features))
                .sum();
    }

    private static io.tiergate.v1.RuleOutcome rule(Rule rule, RuleOutcome outcome) {
        return io.tiergate.v1.RuleOutcome.newBuilder()
                .setName(rule.name())
                .setWhen(rule.when().source())
                .setResult(outcome.result().label())
                .setEffect(outcome.applied().label())
                .build();
    }

    private static Map<String, String> features(Features features) {
        Map<String, String> values = new TreeMap<>();
        values.put("task", features.task());
        values.put("domain", orUnknown(features.domain()));
        values.put("stakes", features.stakes());
        values.put("input_tokens", Long.toString(features.size().inputTokens()));
        values.put("expected_output_tokens", Long.toString(features.size().expectedOutputTokens()));
        values.put("max_output_tokens", orUnknown(features.size().maxOutputTokens()));
        values.put("messages", Integer.toString(features.form().messages()));
        values.put("tools", Boolean.toString(features.form().tools()));
        values.put("images", Boolean.toString(features.form().images()));
        values.put("response_format", features.form().responseFormat());
        values.put("stream", Boolean.toString(features.form().stream()));
        values.put("caller.tenant", features.caller().tenant());
        values.put("caller.subscription", features.caller().subscription());
        values.put("caller.user", orUnknown(features.caller().user()));
        return values;
    }

    private static String orUnknown(@Nullable Object value) {
        return value == null ? "unknown" : value.toString();
    }
}
