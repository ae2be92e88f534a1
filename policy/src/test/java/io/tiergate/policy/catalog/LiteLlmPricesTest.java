package io.tiergate.policy.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.Documents;
import io.tiergate.policy.cost.Price;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LiteLlmPricesTest {
    private static final String FILE = """
            { "sample_spec": { "mode": "chat" },
              "gpt-x": { "litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 1.5e-07, "output_cost_per_token": 6e-07,
                         "cache_read_input_token_cost": 7.5e-08, "max_input_tokens": 128000, "max_output_tokens": 16384, "supports_vision": true },
              "deepseek/chat": { "litellm_provider": "deepseek", "mode": "chat", "input_cost_per_token": 2.8e-07, "output_cost_per_token": 4.2e-07,
                         "max_input_tokens": 65536, "max_output_tokens": 8192, "supports_function_calling": true },
              "embed": { "litellm_provider": "openai", "mode": "embedding", "input_cost_per_token": 1e-8 },
              "free": { "litellm_provider": "openai", "mode": "chat", "max_input_tokens": 1, "max_output_tokens": 1 },
              "corp/m": { "litellm_provider": "corp", "mode": "chat", "input_cost_per_token": 1e-6, "output_cost_per_token": 1e-5,
                         "input_cost_per_token_above_200k_tokens": 2e-6, "max_input_tokens": 1000, "max_output_tokens": 100 } }
            """;

    private static String message(List<String> wanted) {
        return LiteLlmPrices.importModels(FILE, wanted, Map.of()) instanceof LiteLlmPrices.Imported.Refused refused
                ? refused.problems().toString()
                : "imported";
    }

    private static LiteLlmPrices.Imported.Document imported(List<String> wanted, Map<String, String> urls) {
        return switch (LiteLlmPrices.importModels(FILE, wanted, urls)) {
            case LiteLlmPrices.Imported.Document document -> document;
            case LiteLlmPrices.Imported.Refused refused -> throw new AssertionError(refused.problems());
        };
    }

    @Test
    void models_becomeACatalog() {
        String yaml = imported(List.of("gpt-x", "deepseek/chat"), Map.of()).yaml();
        Catalog catalog = Documents.value(CatalogCompiler.compile("x", yaml));
        Model model = Objects.requireNonNull(catalog.model("openai/gpt-x"));
        assertThat(model.price()).isEqualTo(new Price(150_000, 75_000, 150_000, 600_000, 600_000));
        assertThat(model.capabilities()).containsExactly(Model.Capability.IMAGES);
        assertThat(catalog.models()).containsKey("deepseek/chat");
    }

    @Test
    void namesWithProvider_andPatterns_areFound() {
        assertThat(imported(List.of("openai/gpt-x"), Map.of()).yaml()).contains("openai/gpt-x");
        assertThat(imported(List.of("deepseek/*"), Map.of()).yaml()).contains("deepseek/chat");
    }

    @Test
    void whatCannotBeImported_isNamed() {
        assertThat(message(List.of("gtp-x"))).contains("no model `gtp-x`").contains("did you mean `gpt-x`?");
        assertThat(message(List.of("embed"))).contains("mode `embedding`");
        assertThat(message(List.of("free"))).contains("no price");
        assertThat(message(List.of("corp/m"))).contains("--base-url corp=URL");
        assertThat(message(List.of())).contains("no model is named");
        assertThat(LiteLlmPrices.importModels("{", List.of("x"), Map.of()))
                .isInstanceOf(LiteLlmPrices.Imported.Refused.class);
    }

    @Test
    void unknownProvider_withItsAddress_isImported_andLongPromptPricesAreNoted() {
        var document = imported(List.of("corp/m"), Map.of("corp", "https://llm.corp.example/v1"));
        assertThat(document.yaml()).contains("env:CORP_API_KEY");
        assertThat(document.notes().toString()).contains("above 200k tokens");
    }
}
