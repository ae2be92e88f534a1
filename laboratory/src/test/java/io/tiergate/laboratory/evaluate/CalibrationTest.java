package io.tiergate.laboratory.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class CalibrationTest {
    @Test
    void perfectPredictor_liesAtItsFloor() {
        SplittableRandom random = new SplittableRandom(5);
        double[] probability = random.doubles(5_000).toArray();
        boolean[] right = new boolean[probability.length];
        for (int i = 0; i < right.length; i++) {
            right[i] = random.nextDouble() < probability[i];
        }
        Calibration calibration = Calibration.of("t", "m", probability, right);
        assertThat(calibration.floor()).isBetween(0.005, 0.03);
        assertThat(calibration.ece()).isCloseTo(calibration.floor(), within(0.01));
    }

    @Test
    void overconfidence_shows() {
        double[] probability = new double[1_000];
        boolean[] right = new boolean[1_000];
        Arrays.fill(probability, 0.95);
        for (int i = 0; i < 700; i++) {
            right[i] = true;
        }
        Calibration calibration = Calibration.of("t", "m", probability, right);
        assertThat(calibration.ece()).isCloseTo(0.25, within(1e-9));
        assertThat(calibration.predicted() - calibration.observed()).isCloseTo(0.25, within(1e-9));
    }

    @Test
    void diagram_hasAPointForEachBin_thatAddsUpToTheError() {
        double[] probability = {0, 0.1, 0.19, 0.5, 0.99, 1};
        boolean[] right = {false, true, false, true, true, false};

        Calibration calibration = Calibration.of("t", "m", probability, right);

        assertThat(calibration.diagram())
                .extracting(Calibration.Bin::n, Calibration.Bin::observed)
                .containsExactly(tuple(1, 0.0), tuple(2, 0.5), tuple(1, 1.0), tuple(2, 0.5));
        assertThat(calibration.diagram().get(1).predicted()).isCloseTo(0.145, within(1e-12));
        double error = calibration.diagram().stream()
                .mapToDouble(bin -> bin.n() * Math.abs(bin.predicted() - bin.observed()))
                .sum();
        assertThat(calibration.ece()).isCloseTo(error / right.length, within(1e-12));
    }
}
