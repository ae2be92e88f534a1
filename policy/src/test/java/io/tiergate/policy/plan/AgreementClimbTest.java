package io.tiergate.policy.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.answer.AnswerTraits;
import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.compile.Strategy;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.estimate.Estimates;
import io.tiergate.policy.gate.CheckResult;
import io.tiergate.policy.gate.Checks;
import io.tiergate.policy.gate.SoftGate;
import io.tiergate.policy.gate.Zones;
import io.tiergate.policy.gate.Zones.Between;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** By the sample estimates, an answer of one of the two small models is right with 27 or 23 %, with 95 or 94 % where they agree. */
class AgreementClimbTest {
    private static final Estimates ESTIMATES = Samples.estimates();
    private static final Zones ZONES = new Zones(700_000, 850_000, Between.ESCALATE);

    private static Walk panel(int agree) {
        Strategy.Step ask = new Strategy.Step.Ask(List.of(Samples.PANEL_1, Samples.PANEL_2), agree);
        return walk(
                new Strategy.Consensus(List.of(ask, new Strategy.Step.One(Samples.MID))),
                new SoftGate(List.of(Checks.agreement(ESTIMATES)), ZONES));
    }

    private static Walk walk(Strategy strategy, SoftGate gate) {
        CompiledPolicy policy = Samples.policy("agreement", strategy, gate, List.of(), Samples.BUDGET, 1, Set.of());
        return Walk.of(policy);
    }

    private static AttemptResult answer(Move.Call call, String canonical, boolean passes) {
        return new AttemptResult(
                call.number(),
                call.target(),
                Ending.ANSWERED,
                TokenUsage.of(100, 10),
                List.of(passes ? CheckResult.passed("finish") : CheckResult.failed("finish", "cut")),
                Samples.digest(canonical),
                new AnswerTraits(20, AnswerTraits.Form.NONE),
                false,
                0);
    }

    @Test
    void answersOfAPanelThatAgree_areTrusted_theLikelierServed() {
        Walk walk = panel(2);

        assertThat(walk.run(call -> answer(call, "x", true))).isEqualTo(new Move.Serve(1, false));
        assertThat(walk.climb.results().getFirst().soft().getFirst().detail()).isEqualTo("right 95.3 %");
        assertThat(walk.climb.results().get(1).soft()).isEmpty();
    }

    @Test
    void answersOfAPanelThatDiffer_areTooUnlikely() {
        Walk walk = panel(2);

        Move end = walk.run(call -> answer(call, "x" + call.number(), true));

        assertThat(end).isEqualTo(new Move.Serve(3, false));
        assertThat(walk.asked).hasSize(2).last().isEqualTo("alpha/mid-1");
        assertThat(walk.climb.results().getFirst().rejection()).startsWith("agreement: right 26.9 %, below");
    }

    @Test
    void answerThatFailedAHardCheck_speaksForAnother_butIsNotServed() {
        Walk walk = panel(2);

        assertThat(walk.run(call -> answer(call, "x", call.number() != 1))).isEqualTo(new Move.Serve(2, false));
    }

    @Test
    void panelOfWhichNothingWasLearned_goesByEquality() {
        Walk walk = walk(Samples.consensus(2), new SoftGate(List.of(Checks.agreement(ESTIMATES)), ZONES));

        assertThat(walk.run(call -> answer(call, call.number() == 1 ? "y" : "x", true)))
                .isEqualTo(new Move.Serve(2, false));
        assertThat(walk.climb.results().get(1).soft())
                .containsExactly(
                        CheckResult.skipped("agreement", "nothing was learned of these models' answers together"));
    }

    @Test
    void alone_anAnswerSaysNothingOfAgreement_andWithOthersMoreThanOfItself() {
        SoftGate both = new SoftGate(List.of(Checks.learned(ESTIMATES), Checks.agreement(ESTIMATES)), ZONES);
        Walk walk = walk(new Strategy.Cascade(), both);

        walk.run(call -> answer(call, "x", true));

        assertThat(walk.climb.results().getFirst().soft())
                .last()
                .isEqualTo(CheckResult.skipped("agreement", "no other model has answered"));
    }
}
