package io.tiergate.policy.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RulesTest {
    private static final Features FEATURES = new Features(
            "chat",
            null,
            "low",
            new Features.Size(1, 1, null),
            new Features.Form(1, false, false, "text", false),
            new Features.Caller("acme", "", null),
            Map.of());
    private static final Effect ALL = new Effect("frontier", "mid", "small", true);

    private static Effect applied(Truth truth) {
        Condition condition = new Condition() {
            @Override
            public String source() {
                return truth.label();
            }

            @Override
            public Truth evaluate(Features features) {
                return truth;
            }
        };
        return Rules.evaluate(List.of(new Rule("r", condition, ALL)), FEATURES)
                .getFirst()
                .applied();
    }

    @Test
    void trueRule_appliesAll() {
        assertThat(applied(Truth.TRUE)).isEqualTo(ALL);
    }

    @Test
    void unknownRule_appliesOnlyWhatIsSafer() {
        assertThat(applied(Truth.UNKNOWN)).isEqualTo(new Effect("frontier", "mid", null, true));
    }

    @Test
    void falseRule_appliesNothing() {
        assertThat(applied(Truth.FALSE).label()).isEmpty();
    }
}
