package io.tiergate.laboratory.similarity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Objects;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class HitCurveTest {
    private static final HitCurve SMALL =
            HitCurve.of(new double[] {0.9, 0.8, 0.8, 0.7, 0.6, 0}, new boolean[] {true, true, false, true, true, true});

    @Example
    void hits_areCountedFromTheThresholdOn() {
        assertThat(SMALL.at(0.95)).isEqualTo(new Hits(0.95, 0, 0));
        assertThat(SMALL.at(0.9)).isEqualTo(new Hits(0.9, 1, 0));
        assertThat(SMALL.at(0.85)).isEqualTo(new Hits(0.85, 1, 0));
        assertThat(SMALL.at(0.8)).isEqualTo(new Hits(0.8, 2, 1));
        assertThat(SMALL.at(0)).isEqualTo(new Hits(0, 4, 1));
        assertThat(SMALL.same()).isEqualTo(5);
    }

    @Example
    void lowestThresholdThatKeptTheBound_isObserved() {
        assertThat(SMALL.observedWithin(0.1)).isEqualTo(new Hits(0.9, 1, 0));
        assertThat(SMALL.observedWithin(0.25)).isEqualTo(new Hits(0.6, 4, 1));
        assertThat(HitCurve.of(new double[] {0.9, 0.5}, new boolean[] {false, true})
                        .observedWithin(0.1))
                .isNull();
    }

    @Example
    void boundIsShown_byEnoughHitsWithoutAWrongOne() {
        double[] scores = new double[100];
        boolean[] same = new boolean[100];
        Arrays.setAll(scores, i -> 1 - i / 1000.0);
        Arrays.fill(same, 0, 70, true);
        HitCurve curve = HitCurve.of(scores, same);
        assertThat(HitCurve.of(Arrays.copyOf(scores, 80), Arrays.copyOf(same, 80))
                        .shownWithin(0.05, 0.95))
                .isEqualTo(new Hits(0.931, 70, 0));
        assertThat(curve.shownWithin(0.05, 0.95)).isNull();
        assertThat(curve.shownWithin(0.01, 0.95)).isNull();
        assertThat(HitCurve.of(new double[10], new boolean[10]).shownWithin(0.05, 0.95))
                .isNull();
        same[3] = false;
        // One of 93 may be wrong, and more are; of 46 only one is.
        assertThat(HitCurve.of(scores, same).shownWithin(0.05, 0.95)).isNull();
        assertThat(Objects.requireNonNull(HitCurve.of(scores, same).shownWithin(0.1, 0.95))
                        .wrong())
                .isBetween(1, 3);
    }

    @Property
    void whatIsShown_wasObserved_andThresholdsNeverRiseAboveTheirScore(
            @ForAll @Size(max = 200) double[] raw, @ForAll boolean[] labels) {
        double[] scores = new double[raw.length];
        boolean[] same = new boolean[raw.length];
        for (int i = 0; i < raw.length; i++) {
            scores[i] = 1 / (1 + Math.exp(-Math.clamp(raw[i], -20, 20)));
            same[i] = labels.length > 0 && labels[i % labels.length];
        }
        HitCurve curve = HitCurve.of(scores, same);
        Hits shown = curve.shownWithin(0.2, 0.9);
        if (shown != null) {
            assertThat(shown.atMost(0.9)).isLessThanOrEqualTo(0.2);
            assertThat(shown.wrongShare()).isLessThanOrEqualTo(0.2);
            assertThat(curve.at(shown.threshold())).isEqualTo(shown);
            int served = 0;
            for (double score : scores) {
                served += score >= shown.threshold() ? 1 : 0;
            }
            assertThat(served).isEqualTo(shown.served());
        }
    }
}
