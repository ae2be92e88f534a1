package io.tiergate.laboratory.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LossBoundTest {
    private static double[] losses(int n, double lost, double won, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] losses = new double[n];
        for (int i = 0; i < n; i++) {
            double draw = random.nextDouble();
            losses[i] = draw < lost ? 1 : draw < lost + won ? -1 : 0;
        }
        return losses;
    }

    @Test
    void bound_holdsAtLeastAsOftenAsStated() {
        int failures = 0;
        for (int seed = 0; seed < 1_000; seed++) {
            failures += LossBound.upper(losses(200, 0.1, 0.04, seed), 0.1) < 0.06 ? 1 : 0;
        }
        assertThat(failures).isLessThan(120);
    }

    @Test
    void bound_tightensWithCasesAndLoosensWithConfidence() {
        assertThat(LossBound.upper(losses(4_000, 0.05, 0.05, 1), 0.05)).isCloseTo(0, within(0.03));
        assertThat(LossBound.upper(losses(100, 0.05, 0.05, 1), 0.05))
                .isGreaterThan(LossBound.upper(losses(1_000, 0.05, 0.05, 1), 0.05));
        assertThat(LossBound.upper(losses(500, 0.05, 0.05, 1), 0.01))
                .isGreaterThan(LossBound.upper(losses(500, 0.05, 0.05, 1), 0.1));
    }

    @Test
    void fewCases_sayNothing() {
        assertThat(LossBound.upper(new double[] {0, 0}, 0.01)).isGreaterThan(0.5);
    }
}
