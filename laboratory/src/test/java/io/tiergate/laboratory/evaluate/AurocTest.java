package io.tiergate.laboratory.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class AurocTest {
    @Test
    void area_isTheShareOfPairsInOrder_aTieCountsHalf() {
        Random random = new Random(3);
        double[] probability = new double[70];
        boolean[] right = new boolean[70];
        for (int i = 0; i < 70; i++) {
            right[i] = i >= 40;
            probability[i] = right[i] ? random.nextInt(5, 25) : random.nextInt(0, 20);
        }
        double wins = 0;
        for (int one = 40; one < 70; one++) {
            for (int other = 0; other < 40; other++) {
                wins += probability[one] > probability[other] ? 1 : probability[one] == probability[other] ? 0.5 : 0;
            }
        }

        assertThat(Auroc.of(probability, right)).isCloseTo(wins / 1200, within(1e-12));
    }

    @Test
    void area_isAHalf_whereThereIsNothingToTellApart() {
        assertThat(Auroc.of(new double[] {0.1, 0.9}, new boolean[] {true, true}))
                .isEqualTo(0.5);
        assertThat(Auroc.of(new double[] {0.1, 0.9}, new boolean[] {false, false}))
                .isEqualTo(0.5);
    }
}
