package io.tiergate.simulator.bill;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PricesTest {
    private static Prices prices(String input, String cached, String write, String output, String reasoning) {
        return new Prices(
                new BigDecimal(input),
                new BigDecimal(cached),
                new BigDecimal(write),
                new BigDecimal(output),
                new BigDecimal(reasoning));
    }

    @ParameterizedTest
    @CsvSource({
        // 10 tokens at 0.15 are 1.5 micro-dollars: half goes up.
        "10, 0.15, 2",
        "9, 0.15, 1",
        "3, 0.15, 0",
        "1, 0.5, 1",
        "1, 0.4999999, 0",
        "1000000, 3, 3000000",
        // In binary floating point 0.145 * 100 is 14.499999999999998.
        "100, 0.145, 15",
        "0, 15, 0"
    })
    void micros_areRoundedHalfUp(long tokens, String price, long micros) {
        Prices all = prices(price, "0", "0", "0", "0");

        assertThat(all.micros(new Usage(tokens, 0, 0, 0, 0))).isEqualTo(micros);
    }

    @Test
    void micros_roundEachClassOnItsOwn() {
        Prices half = prices("0.5", "0.5", "0.5", "0.5", "0.5");

        // Rounded once it would be 3 (2.5 up), class by class it is five times 1.
        assertThat(half.micros(new Usage(1, 1, 1, 1, 1))).isEqualTo(5);
    }

    @Test
    void micros_chargeEachClassItsOwnPrice() {
        Prices different = prices("1", "10", "100", "1000", "10000");

        assertThat(different.micros(new Usage(1, 2, 3, 4, 5))).isEqualTo(54_321);
    }
}
