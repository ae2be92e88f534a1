package io.tiergate.policy.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.Documents;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.cost.Price;
import io.tiergate.policy.document.Problem;
import io.tiergate.policy.estimate.Estimates;
import io.tiergate.policy.estimate.EstimatesCompiler;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class StaleCalibrationTest {
    private static final String MINI = "openai/gpt-4o-mini";
    private static final Model NOW =
            Objects.requireNonNull(Documents.catalog().models().get(MINI));

    private static String input(long picos) {
        return Price.usdPerMillion(picos).toPlainString();
    }

    /** What publishing warns of where the estimates were learned of this model. */
    private static List<Problem> warnings(String model, String name, String prices) {
        String text = Documents.text("estimates.yaml") + "models: { " + model + ": { name: " + name + ", prices: { "
                + prices + " } } }\n";
        Estimates estimates = Documents.value(EstimatesCompiler.compile("estimates", text));
        String policy = """
                pins: { estimates: "%s" }
                policy: tiny
                tiers:
                  - { name: low, targets: [ { model: openai/gpt-4o-mini }, { model: deepseek/deepseek-chat } ] }
                  - { name: top, targets: [ { model: anthropic/claude-opus-4-1 } ] }
                tasks: { chat: { owner: me, strategy: hybrid } }
                """.formatted(estimates.digest());
        Shelf shelf = new Shelf(Documents.catalog(), Map.of(estimates.digest(), estimates));
        return Documents.compiled(PolicyCompiler.compile("x", policy, shelf)).warnings();
    }

    private static String pricesNow() {
        Price price = NOW.price();
        return "input: " + input(price.input()) + ", cached_input: " + input(price.cachedInput()) + ", cache_write: "
                + input(price.cacheWrite()) + ", output: " + input(price.output()) + ", reasoning: "
                + input(price.reasoning());
    }

    @Test
    void modelAsItWas_isNoWarning() {
        assertThat(warnings(MINI, NOW.upstreamName(), pricesNow())).isEmpty();
    }

    @Test
    void otherPrice_isAWarningAtThePin() {
        List<Problem> warnings = warnings(MINI, NOW.upstreamName(), "input: 99, output: 0.6");
        assertThat(warnings).singleElement().satisfies(warning -> {
            assertThat(warning.message())
                    .startsWith(
                            "stale calibration: the estimates were learned when openai/gpt-4o-mini cost $99 in and $0.6 out")
                    .contains("the catalog says $" + input(NOW.price().input()) + " in");
            assertThat(warning.line()).isEqualTo(1);
            assertThat(warning.path()).isEqualTo("/pins/estimates");
        });
    }

    @Test
    void otherPriceOfCachedTokensAlone_isSaid() {
        String prices = pricesNow().replace("cached_input: " + input(NOW.price().cachedInput()), "cached_input: 77");
        assertThat(warnings(MINI, NOW.upstreamName(), prices))
                .singleElement()
                .extracting(Problem::message)
                .asString()
                .contains("($77 cached");
    }

    @Test
    void otherVersion_isAWarning() {
        assertThat(warnings(MINI, "gpt-4o-mini-2023", pricesNow()))
                .singleElement()
                .extracting(Problem::message)
                .isEqualTo(
                        "stale calibration: the estimates were learned of openai/gpt-4o-mini as `gpt-4o-mini-2023`, the catalog calls `"
                                + NOW.upstreamName() + "` now");
    }

    @Test
    void modelThatTheCatalogNoLongerHas_isNoWarning() {
        assertThat(warnings("openai/gpt-1", "gpt-1", "input: 1, output: 1")).isEmpty();
    }
}
