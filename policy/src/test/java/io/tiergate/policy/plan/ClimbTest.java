package io.tiergate.policy.plan;

import static io.tiergate.policy.plan.Walk.answer;
import static io.tiergate.policy.plan.Walk.failed;
import static io.tiergate.policy.plan.Walk.limited;
import static io.tiergate.policy.plan.Walk.rejected;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.compile.CompiledPolicy.Budget;
import io.tiergate.policy.compile.Strategy;
import io.tiergate.policy.rule.Truth;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClimbTest {
    private static final CompiledPolicy CASCADE = Samples.policy(new Strategy.Cascade());
    private static final CompiledPolicy FIXED_MID = Samples.policy(new Strategy.Fixed(Samples.MID));
    private static final CompiledPolicy PANEL = Samples.policy(Samples.consensus(2));
    private static final String PANEL_IDS = "alpha/small-1+beta/small-2+alpha/code-1";
    private static final Budget WIDE = new Budget(20_000, 20, Long.MAX_VALUE);

    @Test
    void firstAnswerThatPasses_isServed() {
        Walk walk = Walk.of(CASCADE);
        assertThat(walk.run(call -> answer(call, "x"))).isEqualTo(new Move.Serve(1, false));
        assertThat(walk.asked).hasSize(1);
        assertThat(walk.climb.escalations(new Move.Serve(1, false))).isZero();
    }

    @Test
    void rejectedAnswer_climbsWithoutAskingTheTierAgain() {
        Walk walk = Walk.of(CASCADE);
        Move end = walk.run(call -> call.target().tier().equals("frontier") ? answer(call, "x") : rejected(call));
        assertThat(end).isEqualTo(new Move.Serve(3, false));
        assertThat(walk.asked).hasSize(3).last().isEqualTo("beta/top-1");
        assertThat(walk.climb.escalations(end)).isEqualTo(2);
    }

    @Test
    void everyAnswerRejected_failsWithTheLastReason() {
        assertThat(Walk.of(CASCADE).run(Walk::rejected))
                .isEqualTo(new Move.Fail(
                        Move.Failure.NO_ANSWER_PASSED, "every answer failed a check: schema: at /total: not a number"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Ending.class,
            names = {"RATE_LIMITED", "SERVER_ERROR", "UNREACHABLE", "CUT"})
    void failureThatMayPass_isRetriedOnceThenFallsBackInTheTier(Ending ending) {
        Walk walk = Walk.of(CASCADE);
        Move end = walk.run(call -> call.number() <= 2 ? failed(call, ending) : answer(call, "x"));
        assertThat(end).isEqualTo(new Move.Serve(3, false));
        assertThat(walk.asked.get(1)).isEqualTo(walk.asked.getFirst());
        assertThat(walk.asked.get(2)).isNotEqualTo(walk.asked.getFirst()).contains("small");
        assertThat(walk.delays.getFirst()).isZero();
        assertThat(walk.delays.get(1)).isBetween(50L, 100L);
        assertThat(walk.delays.get(2)).isZero();
        assertThat(walk.climb.escalations(end)).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = Ending.class,
            names = {"TIMED_OUT", "MALFORMED", "BAD_REQUEST", "UNAUTHORIZED"})
    void failureThatWillNotPass_fallsBackAtOnce(Ending ending) {
        Walk walk = Walk.of(CASCADE);
        walk.run(call -> call.number() == 1 ? failed(call, ending) : answer(call, "x"));
        assertThat(walk.asked).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void retries_doubleTheirDelay() {
        Walk walk = Walk.of(FIXED_MID, WIDE, 4);
        walk.run(call -> failed(call, Ending.SERVER_ERROR));
        for (int i = 1; i <= 4; i++) {
            long base = 50L << (i - 1);
            assertThat(walk.delays.get(i)).isBetween(base, 2 * base - 1);
        }
    }

    @Test
    void targetThatSaysWhenToTryAgain_isNotAskedEarlier() {
        Walk walk = Walk.of(FIXED_MID);

        Move end = walk.run(call -> call.number() == 1 ? limited(call, 2_000) : answer(call, "x"));

        assertThat(end).isEqualTo(new Move.Serve(2, false));
        assertThat(walk.asked).containsExactly("alpha/mid-1", "alpha/mid-1");
        assertThat(walk.delays.get(1)).isBetween(2_050L, 2_100L);
    }

    @Test
    void targetOfTheTierThatIsReadyNow_comesBeforeAWait() {
        Walk walk = Walk.of(CASCADE);

        Move end = walk.run(call -> call.number() == 1 ? limited(call, 100) : answer(call, "x"));

        assertThat(end).isEqualTo(new Move.Serve(2, false));
        assertThat(walk.asked.get(1)).isNotEqualTo(walk.asked.getFirst()).contains("small");
        assertThat(walk.delays.get(1)).isZero();
    }

    @Test
    void waitOfMoreThanHalfTheTimeLeft_isNotWaitedFor() {
        Walk walk = Walk.of(FIXED_MID, new Budget(4_000, 20, Long.MAX_VALUE), 1);

        Move end = walk.run(call -> call.number() == 1 ? limited(call, 2_000) : answer(call, "x"));

        assertThat(end).isEqualTo(new Move.Serve(2, false));
        assertThat(walk.asked).containsExactly("alpha/mid-1", "beta/top-1");
        assertThat(walk.delays).containsExactly(0L, 0L);
    }

    @Test
    void tierThatFails_climbsToTheSpare() {
        Walk walk = Walk.of(FIXED_MID);
        Move end = walk.run(
                call -> call.target().tier().equals("mid") ? failed(call, Ending.TIMED_OUT) : answer(call, "x"));
        assertThat(walk.asked).containsExactly("alpha/mid-1", "beta/top-1");
        assertThat(end).isEqualTo(new Move.Serve(2, false));
    }

    @Test
    void targetKnownToBeDown_isNotAsked() {
        Walk walk = Walk.of(CASCADE);
        walk.unavailable = Set.of("alpha/small-1", "beta/small-2");
        walk.run(call -> answer(call, "x"));
        assertThat(walk.asked).containsExactly("alpha/mid-1");
    }

    @Test
    void everyTargetDown_saysSo() {
        Walk walk = Walk.of(CASCADE);
        walk.unavailable = Set.of("alpha/small-1", "beta/small-2", "alpha/mid-1", "beta/top-1");
        assertThat(walk.run(call -> answer(call, "x")))
                .isEqualTo(new Move.Fail(Move.Failure.TARGETS_FAILED, "every target of the plan is known to be down"));
    }

    @Test
    void targetThatGoesDown_isNotRetried() {
        Walk walk = Walk.of(FIXED_MID);
        walk.run(call -> {
            walk.unavailable = Set.of("alpha/mid-1");
            return call.target().tier().equals("mid") ? failed(call, Ending.SERVER_ERROR) : answer(call, "x");
        });
        assertThat(walk.asked).containsExactly("alpha/mid-1", "beta/top-1");
    }

    @Test
    void budgetOfAttempts_isHeldOverRetriesAndRungs() {
        Walk walk = Walk.of(CASCADE, new Budget(20_000, 3, Long.MAX_VALUE), 1);
        assertThat(walk.run(call -> failed(call, Ending.SERVER_ERROR)))
                .isEqualTo(new Move.Fail(Move.Failure.BUDGET, "the budget of 3 attempts is used up"));
        assertThat(walk.asked).hasSize(3);
    }

    @Test
    void budgetOfMoney_isReservedBeforeEachCall() {
        // 1,000 tokens in and 200 out cost 270 or 200 at small and 4,500 at mid.
        Walk walk = Walk.of(CASCADE, new Budget(20_000, 20, 1_000), 1);
        assertThat(walk.run(Walk::rejected))
                .isInstanceOfSatisfying(
                        Move.Fail.class, fail -> assertThat(fail.why()).isEqualTo(Move.Failure.NO_ANSWER_PASSED));
        assertThat(walk.asked).hasSize(1);
        Walk poor = Walk.of(CASCADE, new Budget(20_000, 20, 10), 1);
        assertThat(poor.run(Walk::rejected))
                .isInstanceOfSatisfying(
                        Move.Fail.class, fail -> assertThat(fail.why()).isEqualTo(Move.Failure.BUDGET));
        assertThat(poor.asked).isEmpty();
    }

    @Test
    void deadline_endsTheWalkBeforeAnotherCall() {
        Walk walk = Walk.of(CASCADE, new Budget(25, 20, Long.MAX_VALUE), 0);
        assertThat(walk.run(call -> failed(call, Ending.TIMED_OUT)))
                .isEqualTo(new Move.Fail(Move.Failure.DEADLINE, "the deadline of 25 ms has passed"));
        assertThat(walk.asked).hasSize(3);
    }

    @Test
    void retryThatWouldEndAfterTheDeadline_isNotWaitedFor() {
        Walk walk = Walk.of(FIXED_MID, new Budget(40, 20, Long.MAX_VALUE), 1);
        assertThat(walk.run(call -> failed(call, Ending.SERVER_ERROR)))
                .isInstanceOfSatisfying(
                        Move.Fail.class, fail -> assertThat(fail.why()).isEqualTo(Move.Failure.DEADLINE));
        assertThat(walk.asked).hasSize(1);
    }

    @Test
    void panelThatAgrees_servesTheFirstListedOfThem() {
        Walk walk = Walk.of(PANEL);
        Move end = walk.run(call -> answer(call, call.number() == 1 ? "odd" : "same"));
        assertThat(walk.asked).containsExactly(PANEL_IDS);
        assertThat(end).isEqualTo(new Move.Serve(2, false));
        assertThat(walk.climb.escalations(end)).isZero();
    }

    @Test
    void panelWithOneFailing_servesWhereTheOthersAgree() {
        Walk walk = Walk.of(PANEL);
        Move end = walk.run(call -> call.number() == 1 ? failed(call, Ending.SERVER_ERROR) : answer(call, "same"));
        assertThat(walk.asked).containsExactly(PANEL_IDS);
        assertThat(end).isEqualTo(new Move.Serve(2, false));
    }

    @Test
    void rejectedAnswerInAPanel_hasNoVote() {
        Walk walk = Walk.of(PANEL);
        walk.run(call -> switch (call.number()) {
            case 1 -> rejected(call);
            case 2 -> failed(call, Ending.TIMED_OUT);
            default -> answer(call, "x");
        });
        assertThat(walk.asked).containsExactly(PANEL_IDS, "alpha/mid-1");
    }

    @Test
    void panelThatDisagrees_climbs_andItsAnswersAreEscalations() {
        Walk walk = Walk.of(PANEL);
        Move end = walk.run(call -> answer(call, "answer " + call.number()));
        assertThat(walk.asked).containsExactly(PANEL_IDS, "alpha/mid-1");
        assertThat(end).isEqualTo(new Move.Serve(4, false));
        assertThat(walk.climb.escalations(end)).isEqualTo(3);
    }

    @Test
    void whereTheRungsEnd_theFirstPassingAnswerIsServedBelowTheBar() {
        Walk walk = Walk.of(PANEL, WIDE, 0);
        Move end = walk.run(call -> call.number() <= 3 ? answer(call, "answer " + call.number()) : rejected(call));
        assertThat(end).isEqualTo(new Move.Serve(1, true));
    }

    @Test
    void whereTheBudgetEnds_theFirstPassingAnswerIsServedBelowTheBar() {
        Walk walk = Walk.of(PANEL, new Budget(20_000, 3, Long.MAX_VALUE), 0);
        assertThat(walk.run(call -> call.number() == 1 ? rejected(call) : answer(call, "answer " + call.number())))
                .isEqualTo(new Move.Serve(2, true));
    }

    @Test
    void panelThatTheBudgetCannotPay_isSkipped() {
        Walk walk = Walk.of(PANEL, new Budget(20_000, 2, Long.MAX_VALUE), 0);
        walk.run(call -> answer(call, "x"));
        assertThat(walk.asked).containsExactly("alpha/mid-1");
    }

    @Test
    void panelWithTargetsDown_asksTheOthersOrIsSkipped() {
        Walk one = Walk.of(PANEL);
        one.unavailable = Set.of("alpha/small-1");
        one.run(call -> answer(call, "x"));
        assertThat(one.asked).containsExactly("beta/small-2+alpha/code-1");
        Walk two = Walk.of(PANEL);
        two.unavailable = Set.of("alpha/small-1", "beta/small-2");
        two.run(call -> answer(call, "x"));
        assertThat(two.asked).containsExactly("alpha/mid-1");
    }

    @Test
    void committedStream_isServedOrCut_neverReplaced() {
        assertThat(Walk.of(CASCADE).run(call -> Walk.committed(call, Ending.ANSWERED)))
                .isEqualTo(new Move.Serve(1, false));
        Walk cut = Walk.of(CASCADE);
        assertThat(cut.run(call -> Walk.committed(call, Ending.CUT)))
                .isInstanceOfSatisfying(
                        Move.Fail.class, fail -> assertThat(fail.why()).isEqualTo(Move.Failure.CUT));
        assertThat(cut.asked).hasSize(1);
    }

    @Test
    void committedStreamThatItsCallerLeft_isCancelledNotCut() {
        assertThat(Walk.of(CASCADE).run(call -> Walk.committed(call, Ending.CANCELLED)))
                .isEqualTo(new Move.Fail(Move.Failure.CANCELLED, "the caller went away"));
    }

    @Test
    void cancelled_endsTheWalk() {
        Walk walk = Walk.of(CASCADE);
        assertThat(walk.run(call -> failed(call, Ending.CANCELLED)))
                .isEqualTo(new Move.Fail(Move.Failure.CANCELLED, "the caller went away"));
        assertThat(walk.asked).hasSize(1);
    }

    @Test
    void badRequestEverywhere_saysThatTheRequestIsWrong() {
        assertThat(Walk.of(CASCADE).run(call -> failed(call, Ending.BAD_REQUEST)))
                .isEqualTo(new Move.Fail(Move.Failure.BAD_REQUEST, "the provider refuses the request"));
    }

    @Test
    void nothingFeasible_namesEveryTargetAndItsObstacle() {
        CompiledPolicy policy =
                Samples.policy(new Strategy.Cascade(), Samples.rule("r", Truth.TRUE, Samples.tier("frontier")));
        var features = Samples.features(1_000_000, false);
        Move end = Climb.of(Samples.plan(policy, features, 1), features, Samples.BUDGET, 1, 1, Samples.task(policy))
                .next(new Observation(0, Set.of()));
        assertThat(end).isInstanceOfSatisfying(Move.Fail.class, fail -> {
            assertThat(fail.why()).isEqualTo(Move.Failure.NOTHING_FEASIBLE);
            assertThat(fail.detail()).contains("alpha/small-1: a rule asks for tier frontier", "beta/top-1: prompt of");
        });
    }
}
