package io.tiergate.dataplane.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {
    private static final long SECOND = 1_000_000_000L;

    /** Times may be below zero and go round. */
    @ParameterizedTest
    @ValueSource(longs = {0, -5 * SECOND, Long.MAX_VALUE - 3 * SECOND})
    void bodyThatComesFastEnough_isHeardOfWithEachPart(long start) {
        Pace pace = new Pace(start);
        for (int second = 1; second <= 100; second++) {
            pace.moved(2_048, start + second * SECOND);

            assertThat(pace.lastNanos()).isEqualTo(start + second * SECOND);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -5 * SECOND, Long.MAX_VALUE - 3 * SECOND})
    void bodyInDrops_isHeardOfAsLongAsItTakesAtTheLeastPace(long start) {
        Pace pace = new Pace(start);
        for (int second = 1; second <= 100; second++) {
            pace.moved(1, start + second * SECOND);
        }

        assertThat(pace.lastNanos()).isEqualTo(start + 100 * Pace.NANOS_PER_BYTE);
    }

    @Test
    void bodyThatStopsAfterAFastBeginning_isHeardOfNoMore() {
        Pace pace = new Pace(0);
        pace.moved(10 << 20, SECOND);

        assertThat(pace.lastNanos()).isEqualTo(SECOND);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -5 * SECOND, Long.MAX_VALUE - 3 * SECOND})
    void bodyInDropsAfterAFastBeginning_isHeardOfAsOneInDrops(long start) {
        Pace pace = new Pace(start);
        pace.moved(18 << 20, start + SECOND);
        pace.moved(1, start + 75 * SECOND);
        pace.moved(1, start + 149 * SECOND);

        assertThat(pace.lastNanos()).isEqualTo(start + 75 * SECOND + 2 * Pace.NANOS_PER_BYTE);
    }
}
