package io.tiergate.policy.plan;

import static io.tiergate.policy.plan.Samples.atLeast;
import static io.tiergate.policy.plan.Samples.atMost;
import static io.tiergate.policy.plan.Samples.features;
import static io.tiergate.policy.plan.Samples.plan;
import static io.tiergate.policy.plan.Samples.policy;
import static io.tiergate.policy.plan.Samples.rule;
import static io.tiergate.policy.plan.Samples.shape;
import static io.tiergate.policy.plan.Samples.tier;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.compile.CompiledPolicy.Timeouts;
import io.tiergate.policy.compile.Ladder;
import io.tiergate.policy.compile.Strategy;
import io.tiergate.policy.compile.Target;
import io.tiergate.policy.compile.TaskProfile;
import io.tiergate.policy.rule.Effect;
import io.tiergate.policy.rule.Truth;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannerTest {
    private static final Map<String, Strategy> STRATEGIES = Map.of(
            "fixed", new Strategy.Fixed(Samples.MID),
            "fixed code", new Strategy.Fixed(Samples.CODE),
            "route", new Strategy.Route(Samples.SMALL),
            "route mid", new Strategy.Route(Samples.MID),
            "cascade", new Strategy.Cascade(),
            "consensus", Samples.consensus(2));
    private static final Map<String, Effect> EFFECTS = Map.of(
            "", new Effect(null, null, null, false),
            "tier mid", tier("mid"),
            "tier frontier", tier("frontier"),
            "tier code", tier("code"),
            "at_least mid", atLeast("mid"),
            "at_least code", atLeast("code"),
            "at_most small", atMost("small"),
            "at_most mid", atMost("mid"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fixed      | ''            | mid, (frontier)",
                "fixed      | tier frontier | frontier",
                "fixed      | at_most small | small",
                "fixed      | at_most mid   | mid",
                "fixed code | ''            | code, (frontier)",
                "route      | ''            | small, (mid), (frontier)",
                "route      | at_least mid  | mid, (frontier)",
                "route      | tier code     | code, (frontier)",
                "route mid  | at_most small | small",
                "cascade    | ''            | small, mid, frontier",
                "cascade    | tier mid      | mid, frontier",
                "cascade    | at_least code | code, frontier",
                "cascade    | at_most mid   | small, mid",
                "consensus  | ''            | panel, mid, (frontier)",
                "consensus  | at_most mid   | panel, mid",
                "consensus  | tier frontier | frontier",
                // The panel's coder is high enough, but alone it cannot agree with anybody.
                "consensus  | at_least code | code, (frontier)",
            })
    void strategyAndRule_giveTheseRungs(String strategy, String effect, String expected) {
        CompiledPolicy policy = policy(
                Objects.requireNonNull(STRATEGIES.get(strategy)),
                rule("r", Truth.TRUE, Objects.requireNonNull(EFFECTS.get(effect))));
        String found = String.join(", ", shape(plan(policy, features(), 7)));
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void route_choosesTheCheapestTierFromItsStart() {
        // The specialist stands above mid in this ladder and costs an eighth of it.
        CompiledPolicy policy = policy(new Strategy.Route(Samples.MID));
        TaskProfile sample = Samples.task(policy);
        TaskProfile task = new TaskProfile(
                sample.name(),
                sample.owner(),
                sample.strategy(),
                Ladder.of(List.of(Samples.SMALL, Samples.MID, Samples.CODE, Samples.FRONTIER), Samples.TIERS),
                sample.gate(),
                sample.answer(),
                sample.outputTokens(),
                null,
                new Timeouts(1_000, 1_000));
        assertThat(shape(Planner.plan(policy, task, features(), Constraints.NONE, 1, 20_000)))
                .containsExactly("code", "(frontier)");
    }

    @Test
    void promptOverAWindow_leavesTheTierOut_andSaysWhy() {
        Plan plan = plan(policy(new Strategy.Cascade()), features(7_000, false), 1);
        assertThat(shape(plan)).containsExactly("mid", "frontier");
        assertThat(plan.excluded()).extracting(Plan.Excluded::target).containsExactly("alpha/small-1", "beta/small-2");
        assertThat(plan.excluded().getFirst().reason()).contains("7000").contains("8000");
    }

    @Test
    void nothingFeasible_givesNoRungs() {
        Plan plan = plan(policy(new Strategy.Cascade()), features(1_000_000, false), 1);
        assertThat(plan.rungs()).isEmpty();
        assertThat(plan.excluded()).hasSize(4);
    }

    @Test
    void providersNotAllowed_areLeftOut() {
        CompiledPolicy policy =
                policy("support", new Strategy.Cascade(), List.of(), Samples.BUDGET, 1, Set.of("alpha"));
        Plan plan = plan(policy, features(), 1);
        assertThat(shape(plan)).containsExactly("small", "mid");
        assertThat(plan.rungs().getFirst().targets()).extracting(Target::id).containsExactly("alpha/small-1");
    }

    @Test
    void panelWithTooFewFeasibleTargets_isLeftOut() {
        CompiledPolicy policy = policy("support", Samples.consensus(3), List.of(), Samples.BUDGET, 1, Set.of("alpha"));
        assertThat(shape(plan(policy, features(), 1))).containsExactly("mid");
    }

    @Test
    void onlyTheLastPlannedRung_isLive() {
        Plan plan = plan(policy(new Strategy.Cascade()), features(1_000, true), 1);
        assertThat(plan.rungs()).extracting(rung -> ((Rung.Single) rung).live()).containsExactly(false, false, true);
        Plan fixed = plan(policy(new Strategy.Fixed(Samples.MID)), features(1_000, true), 1);
        assertThat(fixed.rungs())
                .extracting(rung -> ((Rung.Single) rung).live())
                .containsExactly(true, true);
        Plan unary = plan(policy(new Strategy.Fixed(Samples.MID)), features(1_000, false), 1);
        assertThat(unary.rungs())
                .extracting(rung -> ((Rung.Single) rung).live())
                .containsOnly(false);
    }

    @Test
    void pin_isOneRungOrTheObstacle() {
        CompiledPolicy policy = policy(new Strategy.Cascade());
        assertThat(Planner.pin(policy, Samples.TOP_1, features()).rungs())
                .singleElement()
                .satisfies(rung ->
                        assertThat(rung.targets()).extracting(Target::id).containsExactly("beta/top-1"));
        Plan tooLong = Planner.pin(policy, Samples.SMALL_1, features(7_000, false));
        assertThat(tooLong.rungs()).isEmpty();
        assertThat(tooLong.excluded()).hasSize(1);
    }

    @Test
    void sameDraw_givesTheSamePlan() {
        CompiledPolicy policy = policy(new Strategy.Cascade());
        for (long draw = 0; draw < 100; draw++) {
            assertThat(plan(policy, features(), draw)).isEqualTo(plan(policy, features(), draw));
        }
    }
}
