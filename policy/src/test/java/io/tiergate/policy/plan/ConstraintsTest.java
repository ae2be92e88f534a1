package io.tiergate.policy.plan;

import static io.tiergate.policy.plan.Samples.atLeast;
import static io.tiergate.policy.plan.Samples.atMost;
import static io.tiergate.policy.plan.Samples.rule;
import static io.tiergate.policy.plan.Samples.tier;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.compile.Tier;
import io.tiergate.policy.rule.Effect;
import io.tiergate.policy.rule.Rule;
import io.tiergate.policy.rule.Rules;
import io.tiergate.policy.rule.Truth;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConstraintsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''       | ''       | ''    | small mid code frontier",
                "''       | mid      | ''    | mid code frontier",
                "''       | ''       | mid   | small mid",
                "''       | mid      | code  | mid code",
                "mid      | ''       | ''    | mid code frontier",
                // A tier that a rule asks for, with a cap above it: no conflict, both hold.
                "small    | ''       | mid   | small mid",
                "mid      | ''       | mid   | mid",
                // In a conflict the higher bound wins.
                "frontier | ''       | mid   | frontier",
                "''       | frontier | mid   | frontier",
                "small    | frontier | ''    | frontier",
                "small    | frontier | mid   | frontier",
            })
    void boundsTogether_allowTheseTiers(String exact, String atLeast, String atMost, String allowed) {
        Constraints constraints = new Constraints(
                Samples.tierOrNull(exact), Samples.tierOrNull(atLeast), Samples.tierOrNull(atMost), false);
        List<String> found = Samples.TIERS.all().stream()
                .filter(tier -> constraints.allows(tier, Samples.LADDER))
                .map(Tier::name)
                .toList();
        assertThat(String.join(" ", found)).isEqualTo(allowed);
    }

    @Test
    void severalRules_theHighestTierAndTheLowestCapHold() {
        Constraints found = of(
                rule("a", Truth.TRUE, tier("mid")),
                rule("b", Truth.TRUE, tier("frontier")),
                rule("c", Truth.TRUE, atLeast("small")),
                rule("d", Truth.TRUE, atLeast("mid")),
                rule("e", Truth.TRUE, atMost("frontier")),
                rule("f", Truth.TRUE, atMost("small")),
                rule("g", Truth.FALSE, new Effect(null, null, null, true)));
        assertThat(found).isEqualTo(new Constraints(Samples.FRONTIER, Samples.MID, Samples.SMALL, false));
    }

    @Test
    void unknownCondition_appliesOnlyWhatIsSafer() {
        Constraints found = of(rule("all", Truth.UNKNOWN, new Effect("mid", "small", "mid", true)));
        assertThat(found).isEqualTo(new Constraints(Samples.MID, Samples.SMALL, null, true));
    }

    @Test
    void excludedTier_saysWhichBoundExcludesIt() {
        Constraints constraints = new Constraints(null, Samples.MID, Samples.CODE, false);
        assertThat(constraints.reasonAgainst(Samples.SMALL, Samples.LADDER)).contains("mid");
        assertThat(constraints.reasonAgainst(Samples.FRONTIER, Samples.LADDER)).contains("code");
        assertThat(constraints.reasonAgainst(Samples.MID, Samples.LADDER)).isEmpty();
    }

    @Test
    void modelOfNoTier_isBelowEveryFloor() {
        assertThat(Constraints.NONE.allowsModelsOf(List.of(), Samples.LADDER)).isTrue();
        assertThat(new Constraints(null, Samples.SMALL, null, false).allowsModelsOf(List.of(), Samples.LADDER))
                .isFalse();
    }

    private static Constraints of(Rule... rules) {
        return Constraints.of(Rules.evaluate(List.of(rules), Samples.features()), Samples.LADDER);
    }
}
