package io.tiergate.laboratory.similarity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Against values of published tables, and against the chance itself. */
class BinomialBoundTest {
    @Example
    void bounds_areThoseOfTables() {
        assertThat(BinomialBound.upper(0, 10, 0.05)).isCloseTo(0.2589, within(1e-4));
        assertThat(BinomialBound.upper(1, 10, 0.05)).isCloseTo(0.3942, within(1e-4));
        assertThat(BinomialBound.upper(5, 100, 0.05)).isCloseTo(0.1023, within(1e-4));
        assertThat(BinomialBound.upper(10, 10, 0.05)).isEqualTo(1);
        assertThat(BinomialBound.upper(0, 0, 0.05)).isEqualTo(1);
    }

    @Example
    void oneInAHundred_takesThreeHundredCases() {
        assertThat(BinomialBound.casesNeeded(0, 0.01, 0.05)).isEqualTo(299);
        assertThat(BinomialBound.casesNeeded(0, 0.05, 0.05)).isEqualTo(59);
        assertThat(BinomialBound.casesNeeded(1, 0.01, 0.05)).isEqualTo(473);
        assertThat(BinomialBound.casesNeeded(0, 0.5, 0.5)).isEqualTo(1);
        assertThat(BinomialBound.upper(0, 299, 0.05)).isLessThanOrEqualTo(0.01);
        assertThat(BinomialBound.upper(0, 298, 0.05)).isGreaterThan(0.01);
    }

    @Property(tries = 200)
    void atTheBound_soFewEventsAreAsRareAsStated(
            @ForAll @IntRange(max = 300) int events, @ForAll @IntRange(min = 1, max = 3_000) int more) {
        int cases = events + more;
        double bound = BinomialBound.upper(events, cases, 0.05);
        double chance = 0;
        double term = 0;
        for (int k = 0; k <= events; k++) {
            term = k == 0 ? cases * Math.log1p(-bound) : term + Math.log((cases - k + 1.0) / k * bound / (1 - bound));
            chance += Math.exp(term);
        }
        assertThat(chance).isCloseTo(0.05, within(1e-6));
        assertThat(bound).isGreaterThan((double) events / cases);
    }
}
