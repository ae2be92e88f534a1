package io.tiergate.dataplane.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HearingTest {
    private static final long SECOND = 1_000_000_000L;

    /** Times may be below zero and go round. */
    @ParameterizedTest
    @ValueSource(longs = {0, -5 * SECOND, Long.MAX_VALUE - 3 * SECOND})
    void bodyThatComesFastEnough_isHeardOfWithEachPart(long start) {
        Hearing hearing = new Hearing(start);
        for (int second = 1; second <= 100; second++) {
            hearing.body(2_048, start + second * SECOND);

            assertThat(hearing.lastNanos()).isEqualTo(start + second * SECOND);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -5 * SECOND, Long.MAX_VALUE - 3 * SECOND})
    void bodyInDrops_isHeardOfAsLongAsItTakesAtTheLeastPace(long start) {
        Hearing hearing = new Hearing(start);
        for (int second = 1; second <= 100; second++) {
            hearing.body(1, start + second * SECOND);
        }

        assertThat(hearing.lastNanos()).isEqualTo(start + 100 * Hearing.NANOS_PER_BYTE);
    }

    @Test
    void bodyThatStopsAfterAFastBeginning_isHeardOfNoMore() {
        Hearing hearing = new Hearing(0);
        hearing.body(10 << 20, SECOND);

        assertThat(hearing.lastNanos()).isEqualTo(SECOND);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -5 * SECOND, Long.MAX_VALUE - 3 * SECOND})
    void bodyInDropsAfterAFastBeginning_isHeardOfAsOneInDrops(long start) {
        Hearing hearing = new Hearing(start);
        hearing.body(18 << 20, start + SECOND);
        hearing.body(1, start + 75 * SECOND);
        hearing.body(1, start + 149 * SECOND);

        assertThat(hearing.lastNanos()).isEqualTo(start + 75 * SECOND + 2 * Hearing.NANOS_PER_BYTE);
    }
}
