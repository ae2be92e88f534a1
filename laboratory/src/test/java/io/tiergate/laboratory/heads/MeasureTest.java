package io.tiergate.laboratory.heads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class MeasureTest {
    @Test
    void distances_growAsLogitsFall() {
        double[] sure = {9, 0, 0};
        double[] unsure = {1, 1, 0};
        for (Measure measure : Measure.values()) {
            assertThat(measure.of(unsure)).isGreaterThan(measure.of(sure));
        }
        assertThat(Measure.largest_logit.of(sure)).isEqualTo(-9);
        assertThat(Measure.energy.of(new double[] {0, 0})).isCloseTo(-Math.log(2), within(1e-12));
    }
}
