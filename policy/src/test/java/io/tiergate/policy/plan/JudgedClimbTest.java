package io.tiergate.policy.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.answer.AnswerTraits;
import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.compile.CompiledPolicy.Budget;
import io.tiergate.policy.compile.Strategy;
import io.tiergate.policy.compile.Target;
import io.tiergate.policy.cost.SpendKind;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.gate.CheckResult;
import io.tiergate.policy.gate.Checks;
import io.tiergate.policy.gate.SoftGate;
import io.tiergate.policy.gate.Zones;
import io.tiergate.policy.gate.Zones.Between;
import io.tiergate.policy.record.Ledger;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class JudgedClimbTest {
    private static final Target TOP = new Target("", Samples.TOP_1, 1);
    private static final Target CODE = new Target("", Samples.CODE_1, 1);
    private static final Zones OPEN_BETWEEN = new Zones(700_000, 850_000, Between.JUDGE);

    private static Walk walk(SoftGate gate, Budget budget, Target... judges) {
        CompiledPolicy policy =
                Samples.policy("judged", new Strategy.Cascade(), gate, List.of(judges), List.of(), budget, 1, Set.of());
        return Walk.of(policy);
    }

    /** Small's answers are left to the judge, mid's are trusted. */
    private static Walk unsure(Target... judges) {
        return walk(Samples.learned(0.8, 0.9, OPEN_BETWEEN), Samples.BUDGET, judges);
    }

    static AttemptResult answer(Move.Call call) {
        return new AttemptResult(
                call.number(),
                call.target(),
                Ending.ANSWERED,
                TokenUsage.of(100, 10),
                List.of(CheckResult.passed("finish")),
                null,
                new AnswerTraits(20, AnswerTraits.Form.NONE),
                false,
                0);
    }

    private static AttemptResult graded(Move.Call call, @Nullable Integer grade) {
        return AttemptResult.judgement(
                call.number(), call.target(), Ending.ANSWERED, TokenUsage.of(400, 6), 0, new Opinion(1, grade));
    }

    /** The second call is the judge's. */
    private static Move run(Walk walk, @Nullable Integer grade) {
        return walk.run(call -> call.number() == 2 ? graded(call, grade) : answer(call));
    }

    @ParameterizedTest
    @CsvSource({"100, 1", "85, 1", "84, 3", "70, 3", "69, 3", "0, 3"})
    void answerThatIsLeftToTheJudge_isServedFromTheBoundOn(int grade, int served) {
        Walk walk = unsure(TOP);

        assertThat(run(walk, grade)).isEqualTo(new Move.Serve(served, false));
        assertThat(walk.asked).element(1).isEqualTo("beta/top-1");
        assertThat(walk.climb.escalations(new Move.Serve(served, false))).isEqualTo(served == 1 ? 0 : 1);
    }

    @Test
    void judgeWithoutAGrade_isNoReasonToTrust() {
        Walk walk = unsure(TOP);

        assertThat(run(walk, null)).isEqualTo(new Move.Serve(3, false));
        assertThat(walk.climb.rejection(walk.climb.results().getFirst())).isEqualTo("judge: the judge gave no grade");
    }

    @ParameterizedTest
    @EnumSource(
            value = Ending.class,
            names = {
                "RATE_LIMITED",
                "SERVER_ERROR",
                "UNREACHABLE",
                "TIMED_OUT",
                "MALFORMED",
                "BAD_REQUEST",
                "UNAUTHORIZED"
            })
    void judgeThatFails_isAskedOnce_andTheNextRungFollows(Ending ending) {
        Walk walk = unsure(TOP);

        Move end = walk.run(call -> call.number() == 2
                ? AttemptResult.judgement(2, call.target(), ending, TokenUsage.NONE, 0, new Opinion(1, null))
                : answer(call));

        assertThat(end).isEqualTo(new Move.Serve(3, false));
        assertThat(walk.asked).hasSize(3);
    }

    @Test
    void callerThatLeavesWhileTheJudgeIsAsked_endsTheWalk() {
        Move end = unsure(TOP)
                .run(call -> call.number() == 2
                        ? AttemptResult.judgement(
                                2, call.target(), Ending.CANCELLED, TokenUsage.NONE, 0, new Opinion(1, null))
                        : answer(call));

        assertThat(end)
                .isInstanceOfSatisfying(
                        Move.Fail.class, fail -> assertThat(fail.why()).isEqualTo(Move.Failure.CANCELLED));
    }

    @Test
    void noJudge_isAskedAboutItsOwnAnswer_orWhileItIsDown() {
        Target small1 = new Target("", Samples.SMALL_1, 1);
        Target small2 = new Target("", Samples.SMALL_2, 1);
        Walk own = unsure(small1, small2);
        own.run(call -> call.number() == 2 ? graded(call, 100) : answer(call));
        assertThat(own.asked).hasSize(2).doesNotHaveDuplicates();

        Walk down = unsure(CODE);
        down.unavailable = Set.of("alpha/code-1");
        assertThat(down.run(JudgedClimbTest::answer)).isEqualTo(new Move.Serve(2, false));
        assertThat(down.climb.rejection(down.climb.results().getFirst()))
                .isEqualTo("learned: right 80.0 %, below 85.0 %, left to the judge; no judge could be asked");
    }

    @Test
    void judgeForWhomTheBudgetHasNoRoom_isNotAsked() {
        Walk attempts = walk(Samples.learned(0.8, 0.9, OPEN_BETWEEN), new Budget(20_000, 1, Long.MAX_VALUE), TOP);
        assertThat(attempts.run(JudgedClimbTest::answer)).isEqualTo(new Move.Serve(1, true));

        Walk money = walk(Samples.learned(0.8, 0.9, OPEN_BETWEEN), new Budget(20_000, 4, 10_000), TOP);
        assertThat(money.run(JudgedClimbTest::answer)).isEqualTo(new Move.Serve(2, false));
    }

    @Test
    void gateThatNamesTheJudge_hasEveryAnswerGraded_butTheLastRungs() {
        Walk walk =
                walk(new SoftGate(List.of(Checks.judge()), Zones.DEFAULT), new Budget(20_000, 9, Long.MAX_VALUE), CODE);

        Move end = walk.run(call -> call.target().equals(CODE)
                ? AttemptResult.judgement(
                        call.number(),
                        CODE,
                        Ending.ANSWERED,
                        TokenUsage.of(400, 6),
                        0,
                        new Opinion(call.number() - 1, 10))
                : answer(call));

        assertThat(end).isEqualTo(new Move.Serve(5, false));
        assertThat(walk.asked).element(1).isEqualTo("alpha/code-1");
        assertThat(walk.asked).element(3).isEqualTo("alpha/code-1");
    }

    @Test
    void judgement_isReserved_counted_andHasALedgerLine() {
        Walk walk = unsure(TOP);
        Move end = run(walk, 90);

        Move first = unsure(TOP).climb.next(new Observation(0, Set.of()));
        Climb after = unsure(TOP)
                .climb
                .after(
                        (Move.Ask) first,
                        List.of(answer(((Move.Ask) first).calls().getFirst())));
        assertThat(after.next(new Observation(10, Set.of()))).isInstanceOfSatisfying(Move.Judge.class, judge -> {
            assertThat(judge.attempt()).isEqualTo(1);
            assertThat(judge.call().reservedMicros())
                    .isEqualTo(Samples.TOP_1.price().micros(TokenUsage.of(1_000 + 10 + 300, 64)));
        });
        assertThat(Ledger.lines(walk.climb.results(), end))
                .extracting(line -> line.kind())
                .containsExactly(SpendKind.SERVED, SpendKind.JUDGE);
    }
}
