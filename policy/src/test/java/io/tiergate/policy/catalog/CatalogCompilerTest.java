package io.tiergate.policy.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.Documents;
import io.tiergate.policy.cost.Price;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogCompilerTest {
    @Test
    void prices_arePicodollars_withTheirDefaults() {
        Catalog catalog = Documents.catalog();
        assertThat(model(catalog, "openai/gpt-4o-mini").price())
                .isEqualTo(new Price(150_000, 75_000, 150_000, 600_000, 600_000));
        assertThat(model(catalog, "anthropic/claude-opus-4-1").price())
                .isEqualTo(new Price(15_000_000, 1_500_000, 18_750_000, 75_000_000, 75_000_000));
        assertThat(model(catalog, "openai/gpt-4o-mini").upstreamName()).isEqualTo("gpt-4o-mini-2024-07-18");
        assertThat(model(catalog, "openai/gpt-4o").upstreamName()).isEqualTo("gpt-4o");
        assertThat(model(catalog, "deepseek/deepseek-chat").provider().baseUrl())
                .isEqualTo("https://api.deepseek.com/v1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "input: 0.15 | input: -0.15 | 11:22 | less than 0 | write 0 or more",
                "input: 0.15 | input: 10001 | 11:22 | more than 10000 |",
                "input: 0.15 | input: 0.1500001 | 11:22 | finer than a picodollar | six decimals",
                "input: 0.15 | input: \"0.15\" | 11:22 | is a text, not a number |",
                "prices: { input: 0.15, | prices: { | 11:13 | `input` is missing | Input tokens",
                "env:OPENAI_API_KEY | sk-live-secret | 3:80 | not of the right form | write a reference, env:NAME or file:PATH",
                "openai/gpt-4o: | opnai/gpt-4o: | 13:3 | no provider `opnai` | did you mean `openai`?",
                "https://api.openai.com/v1 | ftp://api.openai.com | 3:39 | http or https |",
                "https://api.openai.com/v1 | http://api.openai.com | 3:39 | http without TLS | allow_http",
                "https://api.openai.com/v1 | http://127.0.0.1.evil.com | 3:39 | http without TLS | allow_http",
                "https://api.openai.com/v1 | https://me:pass@api.openai.com | 3:39 | a user | credential",
                "max_output: 8192 | max_output: 100000 | 20:5 | more than `context_window` | 65536",
                "[tools, images, json_schema] | [tool] | 12:20 | not one of | did you mean `tools`?",
                "context_window: 65536 | context_window: 1.5 | 19:21 | not a whole number |"
            })
    void mistakes_areRefused(String from, String to, String place, String message, String suggestion) {
        String text = Documents.text("catalog.yaml");
        int at = text.indexOf(from);
        assertThat(at).as("the test document has it").isPositive();
        String changed = text.substring(0, at) + to + text.substring(at + from.length());
        var problem = Documents.problems(CatalogCompiler.compile("x", changed)).getFirst();
        assertThat(problem.line() + ":" + problem.column())
                .as(problem.toString())
                .isEqualTo(place);
        assertThat(problem.message()).contains(message);
        assertThat(problem.suggestion()).contains(Objects.requireNonNullElse(suggestion, ""));
        assertThat(problem.toString()).doesNotContain("sk-live-secret").doesNotContain("me:pass");
    }

    @Test
    void modelThatGivesLogprobs_saysSo_andAnthropicsCannot() {
        String text = Documents.text("catalog.yaml");
        Catalog catalog = Documents.value(
                CatalogCompiler.compile("x", text.replaceFirst("capabilities: \\[tools,", "capabilities: [logprobs,")));
        assertThat(model(catalog, "openai/gpt-4o-mini").capabilities())
                .contains(Model.Capability.LOGPROBS)
                .doesNotContain(Model.Capability.TOOLS);
        String last = text.substring(0, text.lastIndexOf("[tools, images]")) + "[logprobs]\n";
        assertThat(Documents.problems(CatalogCompiler.compile("x", last)))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.message()).contains("api `anthropic` gives no log-probabilities");
                    assertThat((long) problem.line()).isEqualTo(last.lines().count());
                });
    }

    @Test
    void plainHttp_onLoopback_orWhenAllowed() {
        String loopback =
                Documents.text("catalog.yaml").replace("https://api.openai.com/v1", "http://127.0.0.1:8080/v1");
        String allowed = Documents.text("catalog.yaml")
                .replace(
                        "base_url: \"https://api.openai.com/v1\"",
                        "base_url: \"http://vllm.internal/v1\", allow_http: true");
        Documents.value(CatalogCompiler.compile("x", loopback));
        Documents.value(CatalogCompiler.compile("x", allowed));
    }

    private static Model model(Catalog catalog, String id) {
        return Objects.requireNonNull(catalog.model(id));
    }
}
