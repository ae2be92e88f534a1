package io.tiergate.policy.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tiergate.policy.Documents;
import io.tiergate.policy.catalog.LiteLlmPrices.Imported;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the file says, an import gives a catalog that compiles, or problems; and soon. */
class LiteLlmPricesPropertyTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String FILE = """
            {"gpt-x":{"litellm_provider":"openai","mode":"chat","input_cost_per_token":1.5e-07,"output_cost_per_token":6e-07,\
            "cache_read_input_token_cost":7.5e-08,"input_cost_per_token_above_200k_tokens":1e-6,"max_input_tokens":128000,\
            "max_output_tokens":16384,"supports_vision":true,"supports_function_calling":true,"supports_response_schema":false}}""";

    @Property
    void damagedFile_givesACatalogOrProblems(
            @ForAll @IntRange(max = 360) int at, @ForAll char damage, @ForAll @IntRange(max = 4) int cut) {
        int from = Math.min(at, FILE.length());
        imported(FILE.substring(0, from) + damage + FILE.substring(Math.min(from + cut, FILE.length())));
    }

    @Property
    void valuesOfAnyType_giveACatalogOrProblems(@ForAll("values") String value, @ForAll @IntRange(max = 11) int which) {
        int colon = FILE.indexOf(':');
        for (int i = 0; i < which; i++) {
            colon = FILE.indexOf(':', colon + 1);
        }
        String rest = FILE.substring(colon + 1);
        int end = which == 0 ? rest.length() - 1 : Math.min(index(rest, ','), index(rest, '}'));
        imported(FILE.substring(0, colon + 1) + value + rest.substring(end));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "1e-999999999", "-1e999999999", "1e400", "123456789e-3000"})
    void absurdNumbers_areRefused_soon(String number) {
        for (String field : List.of("1.5e-07", "6e-07", "128000", "16384")) {
            Assertions.assertTimeoutPreemptively(
                    SOON,
                    () -> assertThat(imported(FILE.replace(field, number)))
                            .as(field)
                            .isInstanceOf(Imported.Refused.class));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":"})
    void endlessNesting_isRefused_soon(String opening) {
        Assertions.assertTimeoutPreemptively(
                SOON, () -> assertThat(imported(opening.repeat(200_000))).isInstanceOf(Imported.Refused.class));
    }

    private static Imported imported(String json) {
        Imported imported = LiteLlmPrices.importModels(json, List.of("gpt-x", "*"), Map.of());
        switch (imported) {
            case Imported.Document document ->
                assertThatCode(() -> Documents.value(CatalogCompiler.compile("x", document.yaml())))
                        .doesNotThrowAnyException();
            case Imported.Refused refused -> assertThat(refused.problems()).anyMatch(problem -> !problem.warning());
        }
        return imported;
    }

    private static int index(String text, char c) {
        int index = text.indexOf(c);
        return index < 0 ? text.length() : index;
    }

    @Provide
    Arbitrary<String> values() {
        return Arbitraries.of(
                "null",
                "true",
                "7",
                "-7",
                "0",
                "1e-30",
                "1e30",
                "0.1e-7",
                "\"s\"",
                "\"\"",
                "\"\\u0000\"",
                "\"\\ud800\"",
                "[]",
                "{}",
                "[[1]]",
                "9007199254740993",
                "1.000000000000000000000000001");
    }
}
