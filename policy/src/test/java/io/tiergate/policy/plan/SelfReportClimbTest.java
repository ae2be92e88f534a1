package io.tiergate.policy.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.compile.CompiledPolicy.Budget;
import io.tiergate.policy.compile.Strategy;
import io.tiergate.policy.compile.Target;
import io.tiergate.policy.cost.LedgerLine;
import io.tiergate.policy.cost.SpendKind;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.estimate.Confidence;
import io.tiergate.policy.estimate.Estimates;
import io.tiergate.policy.estimate.LinearModel;
import io.tiergate.policy.estimate.LinearModel.Weights;
import io.tiergate.policy.gate.CheckResult;
import io.tiergate.policy.gate.Checks;
import io.tiergate.policy.gate.SoftCheck;
import io.tiergate.policy.gate.SoftGate;
import io.tiergate.policy.gate.Zones;
import io.tiergate.policy.gate.Zones.Between;
import io.tiergate.policy.record.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Models that give no log-probabilities are asked how sure they are: small's, not mid's, of which nothing was learned. */
class SelfReportClimbTest {
    private static final Target TOP = new Target("", Samples.TOP_1, 1);

    private static SoftGate gate(Between between, SoftCheck... more) {
        Estimates learned = Samples.estimates();
        Confidence itself = new Confidence(new LinearModel(new Weights(0, 1), Map.of()));
        List<SoftCheck> checks = new ArrayList<>(List.of(Checks.confidence(new Estimates(
                learned.name(),
                learned.digest(),
                learned.reference(),
                learned.worths(),
                learned.tasks(),
                learned.overall(),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(Samples.SMALL_1.id(), itself, Samples.SMALL_2.id(), itself),
                Map.of()))));
        checks.addAll(List.of(more));
        return new SoftGate(checks, new Zones(700_000, 850_000, between));
    }

    private static Walk walk(SoftGate gate, Budget budget, Target... judges) {
        CompiledPolicy policy =
                Samples.policy("asked", new Strategy.Cascade(), gate, List.of(judges), List.of(), budget, 1, Set.of());
        return Walk.of(policy);
    }

    private static Walk asking() {
        return walk(gate(Between.ESCALATE), Samples.BUDGET);
    }

    private static AttemptResult said(Move.Call call, @Nullable Integer grade) {
        return AttemptResult.judgement(
                call.number(), call.target(), Ending.ANSWERED, TokenUsage.of(400, 6), 0, new Opinion(1, grade));
    }

    private static Move run(Walk walk, @Nullable Integer... grades) {
        return walk.run(call -> call.number() > 1 && call.number() <= grades.length + 1
                ? said(call, grades[call.number() - 2])
                : JudgedClimbTest.answer(call));
    }

    @ParameterizedTest
    @CsvSource({"100, 1", "85, 1", "84, 3", "70, 3", "50, 3", "0, 3"})
    void modelThatIsSureEnough_isServed_andElseTheNextRungFollows(int grade, int served) {
        Walk walk = asking();

        assertThat(run(walk, grade)).isEqualTo(new Move.Serve(served, false));
        assertThat(walk.asked.get(1)).isEqualTo(walk.asked.getFirst());
        assertThat(walk.climb.escalations(new Move.Serve(served, false))).isEqualTo(served == 1 ? 0 : 1);
        assertThat(walk.climb.results().get(1).soft()).singleElement().satisfies(check -> {
            assertThat(check.check()).isEqualTo("confidence");
            assertThat(check.likelihood()).isNotNull();
        });
        if (served == 3) {
            assertThat(walk.climb.rejection(walk.climb.results().getFirst())).startsWith("confidence: right ");
            assertThat(walk.climb.results().get(2).soft().getFirst().outcome()).isEqualTo(CheckResult.Outcome.SKIPPED);
        }
    }

    @Test
    void modelThatSaysNothing_isServedUnweighed() {
        Walk walk = asking();

        assertThat(run(walk, (Integer) null)).isEqualTo(new Move.Serve(1, false));
        assertThat(walk.asked).hasSize(2);
        assertThat(walk.climb.accepts(walk.climb.results().getFirst())).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = Ending.class,
            names = {"RATE_LIMITED", "SERVER_ERROR", "UNREACHABLE", "TIMED_OUT", "MALFORMED", "BAD_REQUEST"})
    void modelThatFailsToSay_isAskedOnce_andServedUnweighed(Ending ending) {
        Walk walk = asking();

        Move end = walk.run(call -> call.number() == 2
                ? AttemptResult.judgement(2, call.target(), ending, TokenUsage.NONE, 0, new Opinion(1, null))
                : JudgedClimbTest.answer(call));

        assertThat(end).isEqualTo(new Move.Serve(1, false));
        assertThat(walk.asked).hasSize(2);
    }

    @Test
    void whereTheBudgetHasNoRoom_nobodyIsAsked() {
        Walk attempts = walk(gate(Between.ESCALATE), new Budget(20_000, 1, Long.MAX_VALUE));
        assertThat(attempts.run(JudgedClimbTest::answer)).isEqualTo(new Move.Serve(1, false));
        assertThat(attempts.asked).hasSize(1);
    }

    @Test
    void reportBetweenTheBounds_isLeftToTheJudge() {
        Walk walk = walk(gate(Between.JUDGE), new Budget(20_000, 9, Long.MAX_VALUE), TOP);

        assertThat(run(walk, 80, 90)).isEqualTo(new Move.Serve(1, false));
        assertThat(walk.asked).element(2).isEqualTo("beta/top-1");

        Walk low = walk(gate(Between.JUDGE), new Budget(20_000, 9, Long.MAX_VALUE), TOP);
        assertThat(run(low, 80, 10)).isEqualTo(new Move.Serve(4, false));
        assertThat(low.climb.rejection(low.climb.results().getFirst())).startsWith("judge: right 10.0 %");
    }

    @Test
    void gateThatNamesTheJudgeToo_asksBoth() {
        Walk walk = walk(gate(Between.ESCALATE, Checks.judge()), new Budget(20_000, 9, Long.MAX_VALUE), TOP);

        assertThat(run(walk, 95, 95)).isEqualTo(new Move.Serve(1, false));
        assertThat(walk.asked).element(2).isEqualTo("beta/top-1");

        Walk unsure = walk(gate(Between.ESCALATE, Checks.judge()), new Budget(20_000, 3, Long.MAX_VALUE), TOP);
        assertThat(run(unsure, 10)).isInstanceOf(Move.Serve.class);
        assertThat(unsure.asked).element(2).isNotEqualTo("beta/top-1");
    }

    @Test
    void report_isReserved_counted_andHasALedgerLine() {
        Walk walk = asking();
        Move end = run(walk, 95);

        List<LedgerLine> ledger = Ledger.lines(walk.climb.results(), end);
        assertThat(ledger).extracting(LedgerLine::kind).containsExactly(SpendKind.SERVED, SpendKind.JUDGE);
        Climb first = asking().climb;
        Move.Ask ask = (Move.Ask) first.next(new Observation(0, Set.of()));
        Move next = first.after(ask, List.of(JudgedClimbTest.answer(ask.calls().getFirst())))
                .next(new Observation(5, Set.of()));
        assertThat(next).isInstanceOfSatisfying(Move.Judge.class, report -> {
            assertThat(report.attempt()).isEqualTo(1);
            assertThat(report.call().target()).isEqualTo(ask.calls().getFirst().target());
            assertThat(report.call().reservedMicros()).isPositive();
        });
    }
}
