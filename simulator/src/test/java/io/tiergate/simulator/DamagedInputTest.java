package io.tiergate.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiergate.simulator.bill.PriceFile;
import io.tiergate.simulator.bill.PriceFileException;
import io.tiergate.simulator.fault.FaultFormatException;
import io.tiergate.simulator.fault.FaultParser;
import io.tiergate.simulator.recorded.RecordedSet;
import io.tiergate.simulator.recorded.SetReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Whatever a file or a header holds, its reader gives what it is for, or its own exception; and soon. */
class DamagedInputTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String[] DAMAGE = {
        "",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        ": ",
        "\n",
        "\"",
        "'",
        "-1",
        "1e9",
        "1e999999999",
        "99999999999999999999",
        "null",
        "true",
        "&a ",
        "*a",
        "!!x ",
        "\t",
        "\u0000",
        "é",
        "=",
        ";"
    };
    private static final String PRICES =
            "models:\n  a/b: { prices: { input: 0.15, cached_input: 0.07, output: 0.6 }, name: c }\n  d/e: { prices: { input: 1, output: 2 } }\n";
    private static final String RULES =
            "{\"seed\":5,\"rules\":[{\"model\":\"a/x\",\"kind\":\"status\",\"status\":429,\"retry_after_s\":2,\"count\":3,\"match_id\":\"p\",\"probability\":0.5}]}";
    private static final String HEADER = "latency=300, status=429; retry_after_s=2, cut=3";

    @TempDir
    private Path dir;

    @Test
    void prices() throws IOException {
        Random random = new Random(20261125);
        int good = 0;
        for (int i = 0; i < 3_000; i++) {
            good += prices(damaged(PRICES, random)) ? 1 : 0;
        }
        assertThat(good).isBetween(1, 2_999);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- ", "? ", "'", "!!x ", "&a "})
    void pricesWithEndlessOpenings_areRefused_soon(String opening) {
        Assertions.assertTimeoutPreemptively(
                SOON, () -> assertThat(prices(opening.repeat(100_000))).isFalse());
    }

    @Test
    void pricesThatGrowByAliases_areRefused_soon() {
        StringBuilder bomb = new StringBuilder("a: &a0 { input: 1, output: 1 }\n");
        for (int i = 1; i < 60; i++) {
            bomb.append("b").append(i).append(": &a").append(i).append(" {");
            for (int j = 0; j < 9; j++) {
                bomb.append(" k").append(j).append(": *a").append(i - 1).append(',');
            }
            bomb.append(" }\n");
        }
        Assertions.assertTimeoutPreemptively(
                SOON, () -> assertThat(prices(bomb.toString())).isFalse());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "1e-999999999", "1e10", "10001"})
    void absurdPrices_areRefused_withTheirPlace(String price) {
        assertThatThrownBy(() -> read("a/b: { input: 1, output: " + price + " }"))
                .isInstanceOf(PriceFileException.class)
                .hasMessageContaining("a/b: output must be US dollars per million tokens");
    }

    @Test
    void faultRules() {
        Random random = new Random(20261125);
        int good = 0;
        for (int i = 0; i < 5_000; i++) {
            try {
                var body = JsonMapper.shared().readTree(damaged(RULES, random));
                assertThat(FaultParser.seed(body)).isBetween(Long.MIN_VALUE, Long.MAX_VALUE);
                assertThat(FaultParser.rules(body)).doesNotContainNull();
                good++;
            } catch (FaultFormatException | JacksonException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
        assertThat(good).isBetween(1, 4_999);
    }

    @Test
    void faultHeaders() {
        Random random = new Random(20261125);
        int good = 0;
        for (int i = 0; i < 5_000; i++) {
            try {
                assertThat(FaultParser.header(damaged(HEADER, random))).isNotNull();
                good++;
            } catch (FaultFormatException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
        assertThat(good).isBetween(1, 4_999);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"id\":", "\""})
    void setWithALineOfEndlessOpenings_isOneBadLine_soon(String opening) {
        Assertions.assertTimeoutPreemptively(SOON, () -> {
            RecordedSet set =
                    SetReader.read(Files.writeString(dir.resolve("set.jsonl"), opening.repeat(300_000) + "\n"));
            assertThat(set.prompts()).isEmpty();
            assertThat(set.problems())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.line()).isEqualTo(1));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"score", "input_tokens", "latency_ms"})
    void absurdNumberInASet_isABadLine_withItsField(String field) throws IOException {
        for (String number : new String[] {"1e999999999", "-1e999999999", "99999999999999999999"}) {
            RecordedSet set = SetReader.read(Files.writeString(
                    dir.resolve("set.jsonl"),
                    "{\"id\":\"1\",\"task\":\"t\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"answers\":{\"a/x\":{\"text\":\"ho\",\""
                            + field + "\":" + number + "}}}\n"));
            assertThat(set.problems())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.field()).isEqualTo("answers.a/x." + field));
        }
    }

    private boolean prices(String text) throws IOException {
        try {
            return !read(text).isEmpty();
        } catch (PriceFileException e) {
            assertThat(e.getMessage()).contains("prices.yaml");
            return false;
        }
    }

    private List<?> read(String text) throws IOException, PriceFileException {
        return PriceFile.read(Files.writeString(dir.resolve("prices.yaml"), text));
    }

    private static String damaged(String text, Random random) {
        int from = random.nextInt(text.length() + 1);
        int to = Math.min(text.length(), from + random.nextInt(12));
        return text.substring(0, from) + DAMAGE[random.nextInt(DAMAGE.length)] + text.substring(to);
    }
}
