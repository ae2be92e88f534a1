package io.tiergate.policy.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceTest {
    @ParameterizedTest
    @CsvSource({
        "0,      0.15, 0",
        "3,      0.15, 0",
        "4,      0.15, 1", // 0.6 micro-dollars
        "10,     0.15, 2", // 1.5: half up
        "1000000,0.15, 150000",
        "1,      2.50, 3", // 2.5: half up
        "7,      0,    0",
    })
    void micros_areRoundedHalfUp(long tokens, String usdPerMillion, long micros) {
        Price price = new Price(Price.picosPerToken(new BigDecimal(usdPerMillion)), 0, 0, 0, 0);
        assertThat(price.micros(TokenUsage.of(tokens, 0))).isEqualTo(micros);
    }

    @Test
    void eachClass_isRoundedAlone_thenSummed() {
        // Half a micro-dollar in each of five classes: five, where rounding the sum would give three.
        Price half = new Price(500_000, 500_000, 500_000, 500_000, 500_000);
        assertThat(half.micros(new TokenUsage(1, 1, 1, 1, 1))).isEqualTo(5);
    }

    @Property(tries = 500)
    void everyClass_hasItsOwnPrice(
            @ForAll @LongRange(min = 0, max = 10_000_000) long tokens,
            @ForAll @LongRange(min = 0, max = 1_000_000_000) long picos) {
        long expected = BigDecimal.valueOf(tokens)
                .multiply(BigDecimal.valueOf(picos))
                .divide(BigDecimal.valueOf(1_000_000), 0, RoundingMode.HALF_UP)
                .longValueExact();
        assertThat(new Price(picos, 0, 0, 0, 0).micros(new TokenUsage(tokens, 0, 0, 0, 0)))
                .isEqualTo(expected);
        assertThat(new Price(0, picos, 0, 0, 0).micros(new TokenUsage(0, tokens, 0, 0, 0)))
                .isEqualTo(expected);
        assertThat(new Price(0, 0, picos, 0, 0).micros(new TokenUsage(0, 0, tokens, 0, 0)))
                .isEqualTo(expected);
        assertThat(new Price(0, 0, 0, picos, 0).micros(new TokenUsage(0, 0, 0, tokens, 0)))
                .isEqualTo(expected);
        assertThat(new Price(0, 0, 0, 0, picos).micros(new TokenUsage(0, 0, 0, 0, tokens)))
                .isEqualTo(expected);
    }

    @Test
    void classes_sumToTheTotal() {
        TokenUsage usage = new TokenUsage(1, 20, 300, 4_000, 50_000);
        assertThat(usage.totalInput()).isEqualTo(321);
        assertThat(usage.totalOutput()).isEqualTo(54_000);
        assertThat(usage.total()).isEqualTo(54_321);
    }

    @Test
    void absurdPricesAndCounts_areRefused() {
        assertThatThrownBy(() -> new Price(-1, 0, 0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Price(0, 0, 0, 0, Price.MAX_PICOS_PER_TOKEN + 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Price.picosPerToken(new BigDecimal("0.0000001")))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> new TokenUsage(0, 0, 0, 0, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void estimate_keepsWhatWasSaid_andFillsUpTheRest() {
        TokenUsage said = new TokenUsage(10, 3, 2, 1, 0);

        assertThat(said.estimated(12, 40)).isEqualTo(new TokenUsage(10, 3, 2, 40, 0, true));
        assertThat(said.estimated(20, 0)).isEqualTo(new TokenUsage(15, 3, 2, 1, 0, true));
    }
}
