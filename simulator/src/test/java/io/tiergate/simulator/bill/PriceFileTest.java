package io.tiergate.simulator.bill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceFileTest {
    @TempDir
    Path dir;

    private List<PricedModel> read(String text) throws IOException, PriceFileException {
        return PriceFile.read(Files.writeString(dir.resolve("prices.yaml"), text));
    }

    @Test
    void catalog_isRead() throws Exception {
        List<PricedModel> models = read("""
                catalog: default
                providers: { openai: { api: openai, base_url: "http://x", credential: "env:KEY" } }
                models:
                  openai/gpt-4o-mini: { context_window: 128000, prices: { input: 0.15, cached_input: 0.075, output: 0.60 }, name: gpt-4o-mini-2024-07-18 }
                  deepseek/deepseek-chat: { prices: { input: .14, output: 0.28, reasoning: 0.5, cache_write: 1e-1 } }
                """);

        assertThat(models).extracting(PricedModel::id).containsExactly("openai/gpt-4o-mini", "deepseek/deepseek-chat");
        assertThat(models).extracting(PricedModel::name).containsExactly("gpt-4o-mini-2024-07-18", "deepseek-chat");
        Prices mini = models.get(0).prices();
        assertThat(mini.cachedInput()).isEqualTo(new BigDecimal("0.075"));
        assertThat(mini.cacheWrite()).isEqualTo(mini.input()).isEqualTo(new BigDecimal("0.15"));
        assertThat(mini.reasoning()).isEqualTo(mini.output()).isEqualTo(new BigDecimal("0.60"));
        assertThat(models.get(1).prices().cacheWrite()).isEqualByComparingTo("0.1");
        assertThat(models.get(1).prices().reasoning()).isEqualByComparingTo("0.5");
    }

    @Test
    void jsonMap_isRead() throws Exception {
        List<PricedModel> models = read("{\"a/b\": {\"input\": 1, \"output\": 2.5}}");

        assertThat(models).hasSize(1);
        assertThat(models.get(0).prices().output()).isEqualByComparingTo("2.5");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a/b: { input: 1 }                     | a/b: output must be US dollars",
                "a/b: { input: x, output: 1 }          | a/b: input must be US dollars",
                "a/b: { input: -1, output: 1 }         | a/b: input must be US dollars",
                "a/b: 3                                | a/b must be a map",
                "models: {}                            | no models",
                "models: { a/b: { name: c } }          | a/b.prices must be a map",
                "[1, 2]                                | the document must be a map",
                "{                                     | not YAML or JSON"
            })
    void badFile_isRefusedWithItsPlace(String text, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(PriceFileException.class)
                .hasMessageContaining("prices.yaml")
                .hasMessageContaining(message);
    }
}
