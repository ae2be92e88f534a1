package io.tiergate.policy.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.arm.Arm;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.compile.Strategy;
import io.tiergate.policy.compile.Target;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.gate.Checks;
import io.tiergate.policy.gate.JudgeForm;
import io.tiergate.policy.gate.SoftGate;
import io.tiergate.policy.gate.Zones;
import io.tiergate.policy.rule.Features;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WorstCaseTest {
    private static final Features FEATURES = Samples.features();
    private static final SoftGate JUDGED = new SoftGate(List.of(Checks.judge()), Zones.DEFAULT);
    private static final Target CODE = new Target("", Samples.CODE_1, 1);
    private static final Target TOP = new Target("", Samples.TOP_1, 1);

    private static Decision decision(CompiledPolicy policy) {
        return Decision.of(
                new Arm(Arm.BASELINE, policy, 1, 0, 0),
                new Decision.Inputs(1, 2, FEATURES, new Decision.Asked(null, false, null, null)));
    }

    private static long worst(Strategy strategy, SoftGate gate, Target... judges) {
        Decision decision = decision(
                Samples.policy("worst", strategy, gate, List.of(judges), List.of(), Samples.BUDGET, 1, Set.of()));
        return WorstCase.micros(decision, decision.plan());
    }

    private static long answer(Model model) {
        return Planner.expectedMicros(model, FEATURES);
    }

    private static long grade(Model judge) {
        Features.Size size = FEATURES.size();
        return judge.price()
                .micros(TokenUsage.of(
                        size.inputTokens() + size.expectedOutputTokens() + JudgeForm.OWN_TOKENS,
                        JudgeForm.MAX_OUTPUT_TOKENS));
    }

    @Test
    void tierAnswersByItsDearestTarget() {
        assertThat(answer(Samples.SMALL_1)).isGreaterThan(answer(Samples.SMALL_2));

        assertThat(worst(new Strategy.Cascade(), SoftGate.NONE))
                .isEqualTo(answer(Samples.SMALL_1) + answer(Samples.MID_1) + answer(Samples.TOP_1));
    }

    @Test
    void everyAnswerButTheLast_isGradedByTheDearestJudge() {
        long answers = worst(new Strategy.Cascade(), SoftGate.NONE);

        assertThat(worst(new Strategy.Cascade(), JUDGED, CODE)).isEqualTo(answers + 2 * grade(Samples.CODE_1));
        assertThat(worst(new Strategy.Cascade(), JUDGED, CODE, TOP)).isEqualTo(answers + 2 * grade(Samples.TOP_1));
        assertThat(worst(
                        new Strategy.Consensus(List.of(
                                new Strategy.Step.Ask(List.of(Samples.PANEL_1, Samples.PANEL_2), 2),
                                new Strategy.Step.One(Samples.FRONTIER))),
                        JUDGED,
                        CODE))
                .isEqualTo(answer(Samples.SMALL_1)
                        + answer(Samples.SMALL_2)
                        + grade(Samples.CODE_1)
                        + answer(Samples.TOP_1));
    }

    @Test
    void modelsOwnAnswer_isNotGradedByIt() {
        Target mid = new Target("", Samples.MID_1, 1);

        assertThat(worst(new Strategy.Cascade(), JUDGED, mid))
                .isEqualTo(worst(new Strategy.Cascade(), SoftGate.NONE) + grade(Samples.MID_1));
    }

    @Test
    void hybrid_asksEveryModelOnce() {
        Decision decision = decision(Samples.policy(Samples.hybrid(1)));
        Plan plan = decision.plan();

        long all = plan.rungs().stream()
                .flatMap(rung -> rung.targets().stream())
                .map(Target::model)
                .distinct()
                .mapToLong(WorstCaseTest::answer)
                .sum();
        assertThat(plan.weighing()).isNotNull();
        assertThat(WorstCase.micros(decision, plan)).isEqualTo(all);
    }

    /** The walk itself: nothing that it asks costs more together. */
    @Test
    void walkThatRejectsEverything_reservesNoMore() {
        CompiledPolicy policy = Samples.policy(
                "worst",
                new Strategy.Cascade(),
                JUDGED,
                List.of(CODE),
                List.of(),
                new CompiledPolicy.Budget(20_000, 9, Long.MAX_VALUE),
                1,
                Set.of());
        Walk walk = Walk.of(policy);
        long[] reserved = {0};

        Move end = walk.run(call -> {
            reserved[0] += call.reservedMicros();
            return call.target().equals(CODE)
                    ? AttemptResult.judgement(
                            call.number(),
                            call.target(),
                            Ending.ANSWERED,
                            TokenUsage.of(10, 5),
                            0,
                            new Opinion(call.number() - 1, 0))
                    : JudgedClimbTest.answer(call);
        });

        assertThat(end).isInstanceOf(Move.Serve.class);
        Decision decision = decision(policy);
        assertThat(walk.asked).hasSize(5);
        assertThat(reserved[0]).isPositive().isLessThanOrEqualTo(WorstCase.micros(decision, decision.plan()));
    }
}
