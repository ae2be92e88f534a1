package io.tiergate.classifier.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CostTest {
    private final Cost cost = new Cost();

    @Test
    void nothingMeasured_isZero() {
        assertThat(cost.microsPerToken()).isZero();
    }

    @Test
    void firstRun_isTheCost() {
        cost.add(5_000_000, 100);
        assertThat(cost.microsPerToken()).isEqualTo(50);
    }

    @Test
    void changedCost_isFollowed_andOneShortTextHardlyCounts() {
        cost.add(5_000_000, 100);
        cost.add(1_000_000, 2); // 500 a token
        assertThat(cost.microsPerToken()).isCloseTo(50, within(1.0));
        for (int run = 0; run < 100; run++) {
            cost.add(51_200_000, 512);
        }
        assertThat(cost.microsPerToken()).isCloseTo(100, within(0.1));
    }
}
