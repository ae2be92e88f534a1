package io.tiergate.policy.plan;

import static io.tiergate.policy.plan.Walk.answer;
import static io.tiergate.policy.plan.Walk.failed;
import static io.tiergate.policy.plan.Walk.rejected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.compile.CompiledPolicy.Budget;
import io.tiergate.policy.rule.Truth;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class HybridClimbTest {
    private static final CompiledPolicy POLICY = Samples.policy(Samples.hybrid(1));
    private static final String BOTH = "alpha/small-1+beta/small-2";
    private static final Budget WIDE = new Budget(20_000, 20, Long.MAX_VALUE);

    private static Walk walk() {
        return Walk.of(POLICY, WIDE, 0);
    }

    /** Every model answers differently; these endings instead, by model. */
    private static Function<Move.Call, AttemptResult> differing(String failing, Ending ending) {
        return call -> call.target().id().equals(failing)
                ? failed(call, ending)
                : answer(call, "answer of " + call.target().id());
    }

    private static Move.Serve served(Move move) {
        assertThat(move).isInstanceOf(Move.Serve.class);
        return (Move.Serve) move;
    }

    private static String model(Walk walk, Move move) {
        return walk.climb.results().get(served(move).attempt() - 1).target().id();
    }

    @Test
    void cheapModelsThatAgree_areServed_andNobodyElseIsAsked() {
        Walk walk = walk();
        Move end = walk.run(call -> answer(call, "same"));
        assertThat(walk.asked).containsExactly(BOTH);
        assertThat(model(walk, end)).isEqualTo("alpha/small-1");
        assertThat(served(end).belowBar()).isFalse();
        Appraisal why = Objects.requireNonNull(served(end).why());
        assertThat(why.right()).isEqualTo(0.953, within(0.001));
        assertThat(why.next().model()).isEqualTo("beta/top-1");
        assertThat(why.next().right()).isEqualTo(0.924, within(0.001));
        assertThat(walk.climb.escalations(end)).isZero();
    }

    @Test
    void cheapModelsThatDiffer_askTheStrongOne_whoseAnswerIsServed() {
        Walk walk = walk();
        Move end = walk.run(differing("", Ending.CUT));
        assertThat(walk.asked).containsExactly(BOTH, "beta/top-1");
        assertThat(model(walk, end)).isEqualTo("beta/top-1");
        assertThat(walk.climb.escalations(end)).isEqualTo(2);
    }

    @Test
    void question_saysWhyItIsAsked() {
        Climb climb = walk().climb;
        Move.Ask first = (Move.Ask) climb.next(new Observation(0, Set.of()));
        assertThat(first.why()).isNull();
        climb = climb.after(
                first,
                first.calls().stream()
                        .map(call -> answer(call, "x" + call.number()))
                        .toList());
        Move.Ask second = (Move.Ask) climb.next(new Observation(10, Set.of()));
        Appraisal why = Objects.requireNonNull(second.why());
        assertThat(why.attempt()).isEqualTo(1);
        assertThat(why.right()).isEqualTo(0.269, within(0.001));
        assertThat(why.next().model()).isEqualTo("beta/top-1");
        // 1,000 tokens in, e^5.3 = 200 out.
        assertThat(why.next().micros()).isEqualTo(15_000 + 75 * 200.3, within(10.0));
    }

    @Test
    void worthThatIsLittle_asksTheModelThatIsWorthIt() {
        Walk walk = Walk.of(Samples.policy(Samples.hybrid(0.2)), WIDE, 0);
        walk.unavailable = Set.of("alpha/mid-1"); // so that the small ones begin
        Move end = walk.run(call -> {
            walk.unavailable = Set.of();
            return differing("", Ending.CUT).apply(call);
        });
        assertThat(walk.asked).containsExactly(BOTH, "alpha/mid-1");
        assertThat(model(walk, end)).isEqualTo("alpha/mid-1");
    }

    @Test
    void memberOfTheFirstThatFails_leavesWhatWasLearnedOfTheOthers() {
        Walk walk = walk();
        Move end = walk.run(differing("beta/small-2", Ending.TIMED_OUT));
        // Of small-1 alone it is known that it is likely wrong.
        assertThat(walk.asked).containsExactly(BOTH, "beta/top-1");
        assertThat(model(walk, end)).isEqualTo("beta/top-1");
    }

    @Test
    void memberOfTheFirstThatFails_leavesAnAnswerOfWhichNothingWasLearned_whichIsServed() {
        Walk walk = walk();
        Move end = walk.run(differing("alpha/small-1", Ending.TIMED_OUT));
        assertThat(walk.asked).containsExactly(BOTH);
        assertThat(model(walk, end)).isEqualTo("beta/small-2");
        assertThat(served(end).why()).isNull();
    }

    @Test
    void rejectedMember_isNotServed_howeverLikely() {
        Walk walk = walk();
        Move end = walk.run(call -> call.number() == 1 ? rejected(call) : answer(call, "x"));
        assertThat(model(walk, end)).isEqualTo("beta/top-1");
    }

    @Test
    void strongModelThatFails_isFollowedByTheNext() {
        Walk walk = walk();
        Move end = walk.run(differing("beta/top-1", Ending.SERVER_ERROR));
        assertThat(walk.asked).containsExactly(BOTH, "beta/top-1", "alpha/mid-1");
        assertThat(model(walk, end)).isEqualTo("alpha/mid-1");
    }

    @Test
    void strongModelKnownToBeDown_isNotAsked() {
        Walk walk = walk();
        walk.unavailable = Set.of("beta/top-1");
        Move end = walk.run(differing("", Ending.CUT));
        assertThat(walk.asked).containsExactly(BOTH, "alpha/mid-1");
        assertThat(model(walk, end)).isEqualTo("alpha/mid-1");
    }

    @Test
    void everyOtherModelDown_servesTheLikeliestAnswer() {
        Walk walk = walk();
        walk.unavailable = Set.of("beta/top-1", "alpha/mid-1");
        Move end = walk.run(differing("", Ending.CUT));
        assertThat(walk.asked).containsExactly(BOTH);
        assertThat(model(walk, end)).isEqualTo("alpha/small-1");
        assertThat(served(end).why())
                .isEqualTo(new Appraisal(
                        1, Objects.requireNonNull(served(end).why()).right(), Appraisal.Next.NONE));
    }

    @Test
    void firstWayToBeginThatIsDown_isFollowedByTheNext() {
        Walk walk = walk();
        walk.unavailable = Set.of("beta/small-2");
        walk.run(call -> answer(call, "x"));
        assertThat(walk.asked).containsExactly("beta/top-1");
    }

    @Test
    void everyWayToBeginThatFails_isFollowedByTheNext_andInTheEndByTheSafeDefault() {
        Walk walk = walk();
        Move end = walk.run(call -> failed(call, Ending.TIMED_OUT));
        assertThat(walk.asked).containsExactly(BOTH, "beta/top-1", "alpha/mid-1", "beta/top-1");
        assertThat(end)
                .isEqualTo(new Move.Fail(
                        Move.Failure.TARGETS_FAILED, "every target failed; the last was beta/top-1: timed_out"));
    }

    @Test
    void everyAnswerRejected_asksEachModelOnce() {
        Walk walk = walk();
        Move end = walk.run(Walk::rejected);
        assertThat(walk.asked).containsExactly(BOTH, "beta/top-1", "alpha/mid-1");
        assertThat(end)
                .isInstanceOfSatisfying(
                        Move.Fail.class, fail -> assertThat(fail.why()).isEqualTo(Move.Failure.NO_ANSWER_PASSED));
    }

    @Test
    void strongAnswerThatIsRejected_leavesWhatTheOthersSaid() {
        Walk walk = walk();
        Move end = walk.run(call ->
                call.target().id().equals("beta/top-1") ? rejected(call) : answer(call, "answer " + call.number()));
        assertThat(walk.asked).containsExactly(BOTH, "beta/top-1", "alpha/mid-1");
        assertThat(model(walk, end)).isEqualTo("alpha/mid-1");
    }

    @Test
    void failureThatMayPass_isRetriedWhereOneModelIsAsked_notAmongSeveral() {
        Walk walk = Walk.of(POLICY, WIDE, 1);
        walk.run(call -> call.number() == 2 || call.number() == 3
                ? failed(call, Ending.RATE_LIMITED)
                : answer(call, "x" + call.number()));
        assertThat(walk.asked).containsExactly(BOTH, "beta/top-1", "beta/top-1");
        assertThat(walk.delays.get(2)).isBetween(50L, 100L);
    }

    @Test
    void withoutEvidence_theSafeDefaultIsAsked() {
        Walk walk = Walk.of(Samples.policy(Samples.hybrid(1, null)));
        walk.run(call -> answer(call, "x"));
        assertThat(walk.asked).containsExactly("beta/top-1");
    }

    @Test
    void budgetOfAttempts_servesTheLikeliestBelowTheBar() {
        Walk walk = Walk.of(POLICY, new Budget(20_000, 2, Long.MAX_VALUE), 0);
        Move end = walk.run(differing("", Ending.CUT));
        assertThat(walk.asked).containsExactly(BOTH);
        assertThat(served(end).belowBar()).isTrue();
        assertThat(model(walk, end)).isEqualTo("alpha/small-1");
        assertThat(Objects.requireNonNull(served(end).why()).next().model()).isEqualTo("beta/top-1");
    }

    @Test
    void wayToBeginThatTheBudgetCannotPay_isSkipped() {
        Walk one = Walk.of(POLICY, new Budget(20_000, 1, Long.MAX_VALUE), 0);
        one.run(call -> answer(call, "x"));
        assertThat(one.asked).containsExactly("beta/top-1");
        // 470 micro-dollars for both small ones, 30,000 for top, 4,500 for mid, 270 for the first small one.
        Walk poor = Walk.of(POLICY, new Budget(20_000, 20, 300), 0);
        poor.run(call -> answer(call, "x"));
        assertThat(poor.asked).containsExactly("alpha/small-1");
    }

    @Test
    void deadline_servesTheLikeliestBelowTheBar() {
        Walk walk = Walk.of(POLICY, new Budget(10, 20, Long.MAX_VALUE), 0);
        Move end = walk.run(differing("", Ending.CUT));
        assertThat(walk.asked).containsExactly(BOTH);
        assertThat(served(end).belowBar()).isTrue();
        Walk late = Walk.of(POLICY, new Budget(0, 20, Long.MAX_VALUE), 0);
        assertThat(late.run(differing("", Ending.CUT)))
                .isEqualTo(new Move.Fail(Move.Failure.DEADLINE, "the deadline of 0 ms has passed"));
    }

    @Test
    void cancelled_endsTheWalk() {
        Walk walk = walk();
        assertThat(walk.run(call -> failed(call, Ending.CANCELLED)))
                .isEqualTo(new Move.Fail(Move.Failure.CANCELLED, "the caller went away"));
        assertThat(walk.asked).containsExactly(BOTH);
    }

    @Test
    void ruleForATier_isRespected() {
        CompiledPolicy legal = Samples.policy(
                Samples.hybrid(1), List.of(Samples.rule("r", Truth.TRUE, Samples.atMost("mid"))), WIDE, 0);
        Walk walk = Walk.of(legal);
        walk.run(differing("", Ending.CUT));
        assertThat(String.join(" ", walk.asked)).doesNotContain("top-1");
    }

    /** Top takes 1,800 ms, mid 1,200; there are 2,500. */
    private static Walk hurried(long millisPerStep) {
        Walk walk = Walk.of(Samples.policy(Samples.timed(1, 2_500L)), WIDE, 0);
        walk.millisPerStep = millisPerStep;
        return walk;
    }

    @Test
    void nextModel_isAskedWhileThereIsTime_elseTheNextBest() {
        Walk quick = hurried(700);
        quick.run(differing("", Ending.CUT));
        assertThat(quick.asked).containsExactly(BOTH, "beta/top-1");

        Walk slow = hurried(701);
        Move end = slow.run(differing("", Ending.CUT));
        assertThat(slow.asked).containsExactly(BOTH, "alpha/mid-1");
        assertThat(model(slow, end)).isEqualTo("alpha/mid-1");
    }

    @Test
    void whereNoModelWouldAnswerInTime_theLikeliestIsServed_andSaysSo() {
        Walk walk = hurried(1_301);
        Move end = walk.run(differing("", Ending.CUT));
        assertThat(walk.asked).containsExactly(BOTH);
        assertThat(model(walk, end)).isEqualTo("alpha/small-1");
        Appraisal.Next next = Objects.requireNonNull(served(end).why()).next();
        assertThat(next.model()).isEqualTo("beta/top-1");
        assertThat(next.late()).isTrue();
        assertThat(next.p95Millis()).isEqualTo(1_800);
    }

    @Test
    void answerThatWouldNotHaveBeenWorthMore_isNotCalledLate() {
        Walk walk = hurried(1_301);
        Move end = walk.run(call -> answer(call, "same"));
        assertThat(Objects.requireNonNull(served(end).why()).next().late()).isFalse();
    }

    @Test
    void whereNoAnswerPassed_aLateOneIsBetterThanNone() {
        Walk walk = hurried(3_000);
        Move end = walk.run(call -> call.number() <= 2 ? rejected(call) : answer(call, "x"));
        assertThat(walk.asked).containsExactly(BOTH, "beta/top-1");
        assertThat(model(walk, end)).isEqualTo("beta/top-1");
    }
}
