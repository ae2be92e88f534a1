package io.tiergate.laboratory.heads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class DescentTest {
    @Test
    void narrowValley_isFollowedToItsEnd() {
        // Curvatures from 1 to 10^4, the least at (1, 2, ..., 6).
        double[] found = Descent.least(
                (point, slope) -> {
                    double value = 0;
                    for (int j = 0; j < point.length; j++) {
                        double curvature = Math.pow(10, 0.8 * j);
                        double away = point[j] - (j + 1);
                        value += curvature * away * away / 2;
                        slope[j] = curvature * away;
                    }
                    return value;
                },
                new double[6],
                1e-8);

        assertThat(found).containsExactly(new double[] {1, 2, 3, 4, 5, 6}, within(1e-6));
    }

    @Test
    void start_staysAsItIs() {
        double[] start = {5};
        double[] found = Descent.least(
                (point, slope) -> {
                    slope[0] = 2 * point[0];
                    return point[0] * point[0];
                },
                start,
                1e-9);

        assertThat(start).containsExactly(5);
        assertThat(found[0]).isCloseTo(0, within(1e-8));
    }
}
