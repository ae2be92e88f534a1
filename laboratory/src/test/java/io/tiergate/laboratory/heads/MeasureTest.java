package io.tiergate.laboratory.heads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class MeasureTest {
    @Test
    void auroc_isTheShareOfPairsInOrder() {
        Random random = new Random(3);
        double[] seen = random.ints(40, 0, 20).asDoubleStream().toArray();
        double[] unseen = random.ints(30, 5, 25).asDoubleStream().toArray();
        double wins = 0;
        for (double one : unseen) {
            for (double other : seen) {
                wins += one > other ? 1 : one == other ? 0.5 : 0;
            }
        }

        assertThat(Measure.auroc(seen, unseen)).isCloseTo(wins / 1200, within(1e-12));
    }

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
