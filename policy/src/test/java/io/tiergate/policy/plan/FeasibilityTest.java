package io.tiergate.policy.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.compile.CompiledPolicy.Settings;
import io.tiergate.policy.compile.Strategy;
import io.tiergate.policy.rule.Features;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeasibilityTest {
    private static final Settings SETTINGS =
            Samples.policy(new Strategy.Cascade()).settings();

    @ParameterizedTest
    @CsvSource({"6400,200,true", "6401,200,false", "6000,2000,true", "6000,2001,false", "0,0,true"})
    void window_isFilledToFourFifthsWithThePrompt_andNotOverWithTheAnswer(long input, long output, boolean fits) {
        assertThat(obstacle(Samples.SMALL_1, input, output, null) == null).isEqualTo(fits);
    }

    @Test
    void longerAnswerThanTheModelGives_isAnObstacle() {
        assertThat(obstacle(Samples.MID_1, 10, 4_096, 4_096L)).isNull();
        assertThat(obstacle(Samples.MID_1, 10, 4_097, 4_097L)).contains("4096").contains("4097");
    }

    @Test
    void eachCapability_isNeededOnlyWhenAskedFor() {
        Model plain = new Model("alpha/plain", Samples.ALPHA, "plain", 8_000, 4_096, Samples.SMALL_1.price(), Set.of());
        assertThat(obstacle(plain, new Features.Form(1, false, false, "text", false)))
                .isNull();
        assertThat(obstacle(plain, new Features.Form(1, false, false, "json_object", false)))
                .isNull();
        assertThat(obstacle(plain, new Features.Form(1, true, false, "text", false)))
                .contains("tools");
        assertThat(obstacle(plain, new Features.Form(1, false, true, "text", false)))
                .contains("images");
        assertThat(obstacle(plain, new Features.Form(1, false, false, "json_schema", false)))
                .contains("JSON Schema");
    }

    @Test
    void providerNotAllowed_isAnObstacle() {
        Settings onlyBeta = Samples.policy("p", new Strategy.Cascade(), List.of(), Samples.BUDGET, 1, Set.of("beta"))
                .settings();
        assertThat(Feasibility.obstacle(Samples.SMALL_1, Samples.features(), onlyBeta))
                .contains("alpha");
        assertThat(Feasibility.obstacle(Samples.SMALL_2, Samples.features(), onlyBeta))
                .isNull();
    }

    private static @Nullable String obstacle(Model model, long input, long output, @Nullable Long max) {
        return obstacle(
                model, new Features.Size(input, output, max), new Features.Form(1, false, false, "text", false));
    }

    private static @Nullable String obstacle(Model model, Features.Form form) {
        return obstacle(model, new Features.Size(10, 10, null), form);
    }

    private static @Nullable String obstacle(Model model, Features.Size size, Features.Form form) {
        Features features =
                new Features("work", null, "low", size, form, new Features.Caller("acme", "", null), Map.of());
        return Feasibility.obstacle(model, features, SETTINGS);
    }
}
