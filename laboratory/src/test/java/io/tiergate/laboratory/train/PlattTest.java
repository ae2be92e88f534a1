package io.tiergate.laboratory.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tiergate.policy.estimate.LinearModel;
import io.tiergate.policy.estimate.LinearModel.Weights;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PlattTest {
    @Test
    void timidOdds_areMadeBold() {
        Random random = new Random(3);
        double[] said = new double[20_000];
        boolean[] right = new boolean[said.length];
        for (int i = 0; i < said.length; i++) {
            double true0 = 2 * random.nextGaussian();
            said[i] = true0 / 2 + 0.3;
            right[i] = random.nextDouble() < Platt.probability(true0);
        }
        Platt platt = Platt.fit(said, right);
        assertThat(platt.slope()).isCloseTo(2, within(0.1));
        assertThat(platt.shift()).isCloseTo(-0.6, within(0.1));
    }

    @Test
    void modelAndProbability_areCorrectedAlike() {
        Platt platt = new Platt(1.5, -0.2);
        LinearModel model =
                platt.corrected(new LinearModel(new Weights(0.4, 0.1), Map.of("t", new Weights(-0.1, 0.2))));
        Weights own = model.tasks().getOrDefault("t", new Weights());
        double corrected = model.shared().get(0) + model.shared().get(1) * 3 + own.get(0) + own.get(1) * 3;
        assertThat(Platt.probability(corrected))
                .isCloseTo(platt.corrected(Platt.probability(0.4 + 0.3 - 0.1 + 0.6)), within(1e-12));
    }

    @Test
    void outcomesAllTheSame_stayFinite() {
        Platt platt = Platt.fit(new double[] {0.1, -0.2, 3}, new boolean[] {true, true, true});
        assertThat(platt.slope()).isFinite();
        assertThat(platt.corrected(0.5)).isBetween(0.5, 1.0);
        assertThat(platt.corrected(1)).isBetween(0.0, 1.0);
    }
}
