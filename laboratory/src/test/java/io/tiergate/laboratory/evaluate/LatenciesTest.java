package io.tiergate.laboratory.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.laboratory.recorded.Percentile;
import org.junit.jupiter.api.Test;

final class LatenciesTest {
    private static final double[] ONE_TO_TEN = {10, 1, 9, 2, 8, 3, 7, 4, 6, 5};

    @Test
    void percentile_isTheNearestRank() {
        assertThat(Latencies.of(ONE_TO_TEN).percentile(50)).isEqualTo(5);
        assertThat(Latencies.of(ONE_TO_TEN).percentile(90)).isEqualTo(9);
        assertThat(Latencies.of(ONE_TO_TEN).percentile(95)).isEqualTo(10);
        long[] rising = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
        assertThat(Percentile.of(rising, 50)).isEqualTo(5);
        assertThat(Percentile.of(rising, 95)).isEqualTo(10);
        assertThat(Percentile.of(new long[] {7}, 50)).isEqualTo(7);
    }

    @Test
    void mix_isWeighted() {
        Latencies slow = Latencies.of(new double[] {100, 100, 100, 100, 100, 100, 100, 100, 100, 100});

        assertThat(Latencies.of(ONE_TO_TEN).mixedWith(slow, 0.9).percentile(90)).isEqualTo(10);
        assertThat(Latencies.of(ONE_TO_TEN).mixedWith(slow, 0.9).percentile(91)).isEqualTo(100);
        assertThat(Latencies.of(ONE_TO_TEN).mixedWith(slow, 1).percentile(95)).isEqualTo(10);
    }

    @Test
    void oneThatIsNotKnown_makesItUnknown_whereItCounts() {
        Latencies some = Latencies.of(new double[] {1, Double.NaN, 3});

        assertThat(some.percentile(50)).isNull();
        assertThat(some.only(new int[] {0, 2}).percentile(50)).isEqualTo(1);
        assertThat(Latencies.of(new double[] {1, 2, 3}).mixedWith(some, 1).percentile(50))
                .isEqualTo(2);
    }
}
