package io.tiergate.simulator.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.simulator.answer.Models.Resolution;
import io.tiergate.simulator.bill.PricedModel;
import io.tiergate.simulator.bill.Prices;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelsTest {
    private static final Prices FREE =
            new Prices(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);

    private final Models models = new Models(
            List.of(
                    new PricedModel("openai/mini", "mini-2024", FREE),
                    new PricedModel("azure/mini", "mini-2024", FREE),
                    new PricedModel("deepseek/chat", "chat", FREE)),
            List.of("openai/mini-2024", "deepseek/chat", "meta/llama"));

    private @Nullable String id(@Nullable String provider, String wanted) {
        return models.resolve(provider, wanted) instanceof Resolution.Known(var model) ? model.id() : null;
    }

    @ParameterizedTest
    @ValueSource(strings = {"deepseek/chat", "chat"})
    void model_isFoundByIdAndByTheRestOfIt(String wanted) {
        assertThat(id(null, wanted)).isEqualTo("deepseek/chat");
    }

    @Test
    void sharedName_needsTheProvider() {
        assertThat(models.resolve(null, "mini-2024"))
                .isInstanceOfSatisfying(
                        Resolution.Unknown.class,
                        unknown -> assertThat(unknown.message()).contains("openai/mini, azure/mini"));
        assertThat(id("azure", "mini-2024")).isEqualTo("azure/mini");
        assertThat(id("openai", "mini")).isEqualTo("openai/mini");
    }

    @Test
    void recordedAnswers_areFoundUnderTheProvidersName() {
        assertThat(models.all().getFirst().recordedIds()).containsExactly("openai/mini-2024");
    }

    @Test
    void modelWithoutPrice_saysSo() {
        assertThat(models.unpriced()).containsExactly("meta/llama");
        assertThat(models.resolve(null, "llama"))
                .isInstanceOfSatisfying(
                        Resolution.Unknown.class,
                        unknown -> assertThat(unknown.message()).contains("no price"));
        assertThat(id(null, "gpt-9")).isNull();
    }
}
