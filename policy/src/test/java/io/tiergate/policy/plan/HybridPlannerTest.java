package io.tiergate.policy.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.compile.QualityBar;
import io.tiergate.policy.compile.Strategy;
import io.tiergate.policy.compile.Target;
import io.tiergate.policy.estimate.Estimates;
import io.tiergate.policy.rule.Effect;
import io.tiergate.policy.rule.Features;
import io.tiergate.policy.rule.Truth;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HybridPlannerTest {
    private static final Features FEATURES = Samples.features();

    private static Plan plan(Strategy strategy, Effect... effects) {
        var rules = java.util.Arrays.stream(effects)
                .map(effect -> Samples.rule("r", Truth.TRUE, effect))
                .toList();
        return Samples.plan(Samples.policy(strategy, rules, Samples.BUDGET, 1), FEATURES, 7);
    }

    private static Weighing weighing(Plan plan) {
        return Objects.requireNonNull(plan.weighing());
    }

    @ParameterizedTest
    @CsvSource({
        "1,     small-1+small-2", // quality is dear: two, and the top model where they differ
        "0.003, small-1", // a right answer is worth a third of a cent: nobody dear is asked
        "0.2,   mid-1"
    })
    void wayToBegin_isWorthMostLessItsCost(double worth, String first) {
        Plan plan = plan(Samples.hybrid(worth));
        int best = weighing(plan).sequences().getFirst().rung();
        assertThat(Samples.shape(plan).get(best)).isEqualTo(first);
        assertThat(weighing(plan).worthUsd()).isEqualTo(worth);
    }

    @Test
    void expectations_countWhatIsAskedAfterwards() {
        Weighing.Sequence both = weighing(plan(Samples.hybrid(1))).sequences().getFirst();
        assertThat(both.right()).isEqualTo(0.95);
        // 1,000 tokens in; small-1 180 out, small-2 150 out; top on 30 % of requests, 72 tokens a request.
        double small = 150 + 0.6 * 180 + 100 + 0.5 * 150;
        assertThat(both.micros()).isEqualTo(small + 0.3 * 15_000 + 75 * 72, within(1e-6));
    }

    @Test
    void priceThatChanges_changesTheOrder() {
        // Worth 0.2: mid comes first while its tokens cost what they do; at top's price it is worth less than the small
        // ones.
        Strategy.Hybrid hybrid = (Strategy.Hybrid) Samples.hybrid(0.2);
        var dear = Samples.model("alpha/mid-1", Samples.ALPHA, 32_000, "60", "250");
        List<Target> pool = hybrid.pool().stream()
                .map(target -> target.id().equals("alpha/mid-1") ? new Target("mid", dear, 1) : target)
                .toList();
        Plan plan = plan(new Strategy.Hybrid(pool, hybrid.bar(), Samples.FRONTIER, hybrid.estimates()));
        assertThat(Samples.shape(plan).getFirst()).isNotEqualTo("mid-1");
    }

    @Test
    void everyModelOfWhichSomethingIsKnown_hasARung_andTheSafeDefaultComesLast() {
        Plan plan = plan(Samples.hybrid(1));
        int safe = weighing(plan).safe();
        assertThat(Samples.shape(plan).subList(0, safe))
                .containsExactlyInAnyOrder("small-1+small-2", "small-1", "small-2", "mid-1", "top-1");
        assertThat(Samples.shape(plan).subList(safe, plan.rungs().size())).containsExactly("frontier");
    }

    @Test
    void withoutEvidence_theSafeDefaultServes() {
        assertThat(Samples.shape(plan(Samples.hybrid(1, null)))).containsExactly("frontier");
        assertThat(plan(Samples.hybrid(1, null)).weighing()).isNull();
        Estimates learned = Samples.estimates();
        Estimates ofOthers = new Estimates(
                "x",
                learned.digest(),
                learned.reference(),
                learned.worths(),
                Map.of(),
                learned.overall(),
                learned.posteriors());
        assertThat(Samples.shape(plan(Samples.hybrid(1, ofOthers)))).containsExactly("frontier");
    }

    @Test
    void poolOfWhichNothingWasLearned_isLeftToTheSafeDefault() {
        Plan plan = plan(new Strategy.Hybrid(
                List.of(Samples.PANEL_3), new QualityBar.Worth(1), Samples.MID, Samples.estimates()));
        assertThat(Samples.shape(plan)).containsExactly("mid", "(frontier)");
    }

    @Test
    void tier_leavesItsModelsAndThoseAbove() {
        Plan plan = plan(Samples.hybrid(1), Samples.tier("frontier"));
        assertThat(Samples.shape(plan)).containsExactly("top-1", "frontier");
        assertThat(plan.excluded()).extracting(Plan.Excluded::target).contains("alpha/small-1", "alpha/mid-1");
    }

    @Test
    void atLeast_leavesModelsFromThereUp() {
        Plan plan = plan(Samples.hybrid(0.003), Samples.atLeast("mid"));
        assertThat(Samples.shape(plan)).containsExactly("mid-1", "top-1", "frontier");
    }

    @Test
    void atMost_leavesModelsUpToThere_andTheHighestOfThemIsSafe() {
        Plan plan = plan(Samples.hybrid(1), Samples.atMost("mid"));
        assertThat(Samples.shape(plan)).doesNotContain("top-1", "frontier").endsWith("mid");
        int both = Samples.shape(plan).indexOf("small-1+small-2");
        assertThat(weighing(plan).sequences())
                .filteredOn(sequence -> sequence.rung() == both)
                .singleElement()
                // The top model may not be asked afterwards: they are as good as the better of them, and cost no more.
                .satisfies(sequence -> assertThat(sequence.right()).isEqualTo(0.7))
                .satisfies(sequence -> assertThat(sequence.micros()).isLessThan(500));
    }

    @Test
    void promptBeyondAWindow_leavesTheModelsThatHoldIt() {
        Features large = Samples.features(20_000, false);
        Plan plan = Samples.plan(Samples.policy(Samples.hybrid(1)), large, 7);
        assertThat(Samples.shape(plan))
                .doesNotContain("small-1", "small-1+small-2")
                .contains("mid-1", "top-1");
    }

    @Test
    void plan_isTheSameForEveryDraw() {
        var policy = Samples.policy(Samples.hybrid(1));
        assertThat(Samples.shape(Samples.plan(policy, FEATURES, 1)))
                .isEqualTo(Samples.shape(Samples.plan(policy, FEATURES, 2)));
    }

    @Test
    void sequencesTime_isThatOfTheSlowestAskedAtOnce_andOfWhatIsAskedAfterwards() {
        assertThat(weighing(plan(Samples.timed(1, null))).sequences())
                .extracting(Weighing.Sequence::p95Millis)
                .containsExactly(600L + 1_800L, 1_800L, 1_200L, 400L);
        // Worth little: top is asked on no request afterwards.
        assertThat(weighing(plan(Samples.timed(0.001, null)))
                        .sequences()
                        .getFirst()
                        .p95Millis())
                .isEqualTo(400L);
    }

    @Test
    void modelThatTakesTooLong_isLeftOut_andSaidSo() {
        Plan plan = plan(Samples.timed(1, 1_500L));

        assertThat(Samples.shape(plan)).containsExactly("mid-1", "small-1", "small-1+small-2", "small-2", "frontier");
        assertThat(plan.excluded())
                .containsExactly(
                        new Plan.Excluded("beta/top-1", "", "takes 1800 ms at the 95th percentile, there are 1500"));
        assertThat(weighing(plan).p95Millis()).isEqualTo(1_500L);
    }

    @Test
    void modelThatWouldAnswerTooLateAfterTheFirst_countsAsIfItWereNotAsked() {
        assertThat(weighing(plan(Samples.timed(1, 2_400L)))
                        .sequences()
                        .getFirst()
                        .right())
                .isEqualTo(0.95);
        Plan tight = plan(Samples.timed(1, 2_399L));

        assertThat(Samples.shape(tight)).startsWith("top-1", "mid-1");
        assertThat(weighing(tight).sequences())
                .filteredOn(
                        sequence -> tight.rungs().get(sequence.rung()).targets().size() == 2)
                .singleElement()
                .satisfies(both -> {
                    assertThat(both.right()).isEqualTo(0.7);
                    assertThat(both.p95Millis()).isEqualTo(600L);
                });
    }

    @Test
    void deadline_isABoundToo() {
        Strategy timed = Samples.timed(1, null);
        Plan plan = Samples.plan(
                Samples.policy(timed, List.of(), new CompiledPolicy.Budget(1_000, 4, Long.MAX_VALUE), 1), FEATURES, 7);

        assertThat(plan.excluded()).extracting(Plan.Excluded::target).containsExactly("alpha/mid-1", "beta/top-1");
    }

    @Test
    void whereEveryModelIsTooSlow_theQuickestIsAsked() {
        assertThat(Samples.shape(plan(Samples.timed(1, 100L)))).containsExactly("small-1", "frontier");
    }

    @Test
    void latencyThatIsNotKnown_isNoReasonToLeaveAModelOut() {
        Plan plan = plan(Samples.timed(1, 100L, Map.of("alpha/small-1", 400L)));

        assertThat(plan.excluded()).extracting(Plan.Excluded::target).containsExactly("alpha/small-1");
        assertThat(Samples.shape(plan)).startsWith("top-1", "mid-1");
        assertThat(weighing(plan).sequences().getFirst().p95Millis()).isNull();
        assertThat(plan(Samples.timed(1, 100L, Map.of())))
                .extracting(Plan::rungs)
                .isEqualTo(plan(Samples.hybrid(1)).rungs());
    }
}
