package io.tiergate.policy.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.answer.AnswerTraits;
import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.compile.Strategy;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.gate.CheckResult;
import io.tiergate.policy.gate.Likelihood;
import io.tiergate.policy.gate.Likelihood.Zone;
import io.tiergate.policy.gate.SoftGate;
import io.tiergate.policy.gate.Zones;
import io.tiergate.policy.gate.Zones.Between;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScrutinyTest {
    private static final AnswerTraits TRAITS = new AnswerTraits(20, AnswerTraits.Form.NONE);

    private static Walk cascade(SoftGate gate) {
        return Walk.of(policy(new Strategy.Cascade(), gate));
    }

    private static CompiledPolicy policy(Strategy strategy, SoftGate gate) {
        return Samples.policy("soft", strategy, gate, List.of(), Samples.BUDGET, 1, Set.of());
    }

    private static Zones zones(Between between) {
        return new Zones(700_000, 850_000, between);
    }

    private static AttemptResult answer(Move.Call call, @Nullable AnswerTraits traits) {
        return new AttemptResult(
                call.number(),
                call.target(),
                Ending.ANSWERED,
                TokenUsage.of(100, 10),
                List.of(CheckResult.passed("finish")),
                Samples.digest("x"),
                traits,
                false,
                0);
    }

    private static AttemptResult plain(Move.Call call) {
        return answer(call, TRAITS);
    }

    @Test
    void trustedAnswer_isServed() {
        Walk walk = cascade(Samples.learned(0.9, 0.5, zones(Between.ESCALATE)));

        assertThat(walk.run(ScrutinyTest::plain)).isEqualTo(new Move.Serve(1, false));
        assertThat(walk.climb.results().getFirst().soft()).singleElement().satisfies(result -> {
            assertThat(result.check()).isEqualTo("learned");
            assertThat(result.outcome()).isEqualTo(CheckResult.Outcome.PASSED);
            assertThat(result.likelihood()).isEqualTo(new Likelihood(900_000, Zone.TRUSTED));
        });
    }

    @Test
    void unlikelyAnswers_climb_andTheLastRungIsNotWeighed() {
        Walk walk = cascade(Samples.learned(0.4, 0.6, zones(Between.ACCEPT)));

        Move end = walk.run(ScrutinyTest::plain);

        assertThat(end).isEqualTo(new Move.Serve(3, false));
        assertThat(walk.climb.escalations(end)).isEqualTo(2);
        assertThat(walk.climb.results().getFirst().rejection()).isEqualTo("learned: right 40.0 %, below 70.0 %");
        assertThat(walk.climb.results().getLast().soft())
                .containsExactly(CheckResult.skipped("learned", "the last rung"));
    }

    @Test
    void answerBetween_goesAsThePolicySays() {
        assertThat(cascade(Samples.learned(0.8, 0.9, zones(Between.ACCEPT))).run(ScrutinyTest::plain))
                .isEqualTo(new Move.Serve(1, false));
        assertThat(cascade(Samples.learned(0.8, 0.9, zones(Between.ESCALATE))).run(ScrutinyTest::plain))
                .isEqualTo(new Move.Serve(2, false));
    }

    @Test
    void callOfTools_isNotWeighed() {
        Walk walk = cascade(Samples.learned(0.1, 0.1, zones(Between.ESCALATE)));

        assertThat(walk.run(call -> answer(call, null))).isEqualTo(new Move.Serve(1, false));
        assertThat(walk.climb.results().getFirst().soft())
                .containsExactly(CheckResult.skipped("learned", "calls tools"));
    }

    @Test
    void whereTheRungsEnd_theLikeliestAnswerIsServed_belowTheBar() {
        Walk walk = cascade(Samples.learned(0.4, 0.6, zones(Between.ESCALATE)));
        walk.unavailable = Set.of("beta/top-1");

        assertThat(walk.run(ScrutinyTest::plain)).isEqualTo(new Move.Serve(2, true));

        Walk falling = cascade(Samples.learned(0.6, 0.4, zones(Between.ESCALATE)));
        falling.unavailable = Set.of("beta/top-1");
        assertThat(falling.run(ScrutinyTest::plain)).isEqualTo(new Move.Serve(1, true));
    }

    @Test
    void answerThatFailedAHardCheck_isNeverServed_howeverLikely() {
        Walk walk = cascade(Samples.learned(0.9, 0.9, zones(Between.ESCALATE)));

        assertThat(walk.run(Walk::rejected)).isInstanceOf(Move.Fail.class);
    }

    @Test
    void modelOfWhichNothingWasLearned_isNotWeighed() {
        Walk walk = Walk.of(policy(new Strategy.Fixed(Samples.CODE), Samples.learned(0.1, 0.1, Zones.DEFAULT)));

        assertThat(walk.run(ScrutinyTest::plain)).isEqualTo(new Move.Serve(1, false));
        assertThat(walk.climb.results().getFirst().soft())
                .containsExactly(CheckResult.skipped("learned", "nothing was learned of alpha/code-1 in this task"));
    }

    @Test
    void rungThatIsWeighed_isHeldBack_andTheLastIsNot() {
        CompiledPolicy route = policy(new Strategy.Route(Samples.SMALL), Samples.learned(0.9, 0.9, Zones.DEFAULT));
        CompiledPolicy plain = policy(new Strategy.Route(Samples.SMALL), SoftGate.NONE);

        assertThat(Samples.plan(route, Samples.features(100, true), 1).rungs())
                .extracting(rung -> ((Rung.Single) rung).live())
                .containsExactly(false, false, true);
        assertThat(Samples.plan(plain, Samples.features(100, true), 1).rungs())
                .extracting(rung -> ((Rung.Single) rung).live())
                .containsOnly(true);
    }
}
