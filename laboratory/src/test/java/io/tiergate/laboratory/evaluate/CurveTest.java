package io.tiergate.laboratory.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class CurveTest {
    private static Point point(double quality, double cost) {
        return new Point(
                new double[] {quality}, new double[] {cost}, new double[1], new double[1], Latencies.of(new double[1]));
    }

    private final Curve curve =
            new Curve(List.of(point(0.5, 1), point(0.55, 5), point(0.9, 9), point(0.8, 12), point(1, 20)));

    @Test
    void hull_leavesOutWhatMixingBeats() {
        assertThat(curve.hull()).extracting(Point::cost).containsExactly(1.0, 9.0, 20.0);
    }

    @Test
    void between_isWhatMixingGives() {
        assertThat(curve.at(5).quality()).isCloseTo(0.7, within(1e-12));
        assertThat(curve.at(5).cost()).isCloseTo(5, within(1e-12));
        assertThat(curve.costFor(0.95).getAsDouble()).isCloseTo(14.5, within(1e-9));
    }

    @Test
    void outside_isTheNearestEnd() {
        assertThat(curve.at(0.1).cost()).isEqualTo(1);
        assertThat(curve.at(99).cost()).isEqualTo(20);
        assertThat(curve.costFor(1.1)).isEmpty();
        assertThat(curve.costFor(0.1).getAsDouble()).isEqualTo(1);
    }
}
