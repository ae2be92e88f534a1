package io.tiergate.cli.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tiergate.laboratory.recorded.RecordedAnswer;
import io.tiergate.laboratory.recorded.RecordedPrompt;
import io.tiergate.policy.catalog.Catalog;
import io.tiergate.policy.catalog.CatalogCompiler;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.document.CompileResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class TaskTableTest {
    private static final String CATALOG = """
            catalog: c
            providers: { p: { api: openai, base_url: "http://127.0.0.1:1/v1" } }
            models:
              p/cheap: { context_window: 1000, max_output: 100, prices: { input: 1, output: 2 } }
              p/dear: { context_window: 1000, max_output: 100, prices: { input: 10, output: 20 } }
            """;

    private static List<Model> models() {
        if (CatalogCompiler.compile("c", CATALOG) instanceof CompileResult.Compiled<Catalog> good) {
            return List.copyOf(good.value().models().values());
        }
        throw new AssertionError("the catalog compiles");
    }

    private static List<RecordedPrompt> prompts(double cheap, double dear) {
        List<RecordedPrompt> prompts = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            prompts.add(new RecordedPrompt(
                    "q" + i,
                    "sums",
                    null,
                    JsonMapper.shared().createArrayNode(),
                    Map.of(
                            "p/cheap", new RecordedAnswer("x", i < 10 * cheap ? 1 : 0, 100L, 10L, "stop", 10L + i),
                            "p/dear", new RecordedAnswer("x", i < 10 * dear ? 1 : 0, 100L, 10L, "stop", 50L))));
        }
        return prompts;
    }

    @Test
    void row_hasRateIntervalTimeAndCost() {
        Map<String, Object> row = new java.util.HashMap<>(
                new TaskTable(prompts(0.8, 1), models()).json().getFirst());

        assertThat(row).containsEntry("model", "p/cheap").containsEntry("n", 10).containsEntry("pass_rate", 0.8);
        // Wilson's interval of 8 in 10.
        assertThat((Double) row.get("pass_low")).isEqualTo(0.490, within(0.001));
        assertThat((Double) row.get("pass_high")).isEqualTo(0.943, within(0.001));
        assertThat(row).containsEntry("latency_ms_p50", 14L).containsEntry("latency_ms_p95", 19L);
        assertThat(row.get("cost_usd")).hasToString("0.001200");
    }

    @Test
    void dearerModelThatIsNotBetter_isDominated() {
        assertThat(new TaskTable(prompts(0.8, 0.8), models()).dominated()).containsEntry("p/dear", "p/cheap");
        assertThat(new TaskTable(prompts(0.8, 0.9), models()).dominated()).isEmpty();
    }
}
