package io.tiergate.policy.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tiergate.policy.Documents;
import io.tiergate.policy.estimate.Estimates;
import io.tiergate.policy.estimate.EstimatesCompiler;
import io.tiergate.policy.estimate.LinearModel.Weights;
import io.tiergate.policy.estimate.TaskEstimates;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The curve of the example is 0.75, 0.9, 1 of the reference at $0.001, $0.1, $1; over all tasks it is 0.8, 0.95, 1. */
class QualityBarTest {
    private static final Estimates ESTIMATES =
            Documents.value(EstimatesCompiler.compile("x", Documents.text("estimates.yaml")));
    private static final TaskEstimates CHAT = Objects.requireNonNull(ESTIMATES.task("chat", null));

    private static double worth(QualityBar bar) {
        return bar.worth(ESTIMATES, CHAT);
    }

    @ParameterizedTest
    @CsvSource({"0.5, 0.001", "0.75, 0.001", "0.825, 0.1", "0.9, 0.1", "0.95, 1", "1, 1", "1.2, 1"})
    void shareOfTheReference_isBoughtAtTheLeastWorthThatReachesIt(double share, double worth) {
        assertThat(worth(new QualityBar.OfReference(share))).isEqualTo(worth, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"0.8, 0.001", "0.875, 0.1", "0.95, 0.1", "1, 1"})
    void shareOverAllTasks_goesByTheCommonCurve(double share, double worth) {
        assertThat(worth(new QualityBar.OfReferenceOverall(share))).isEqualTo(worth, within(1e-12));
    }

    @Test
    void absoluteShare_isAShareOfWhatTheReferenceReaches() {
        // The reference answers 0.95 of this task rightly.
        assertThat(worth(new QualityBar.Absolute(0.95 * 0.9))).isEqualTo(0.1, within(1e-9));
        assertThat(worth(new QualityBar.Absolute(0.99))).isEqualTo(1);
    }

    @Test
    void absoluteShare_ofAReferenceOfWhichNothingIsKnown_isWorthTheMost() {
        Estimates other = new Estimates(
                "x",
                ESTIMATES.digest(),
                "a/unknown",
                ESTIMATES.worths(),
                ESTIMATES.tasks(),
                ESTIMATES.overall(),
                ESTIMATES.posteriors());
        assertThat(new QualityBar.Absolute(0.5).worth(other, CHAT)).isEqualTo(1);
    }

    @Test
    void price_isItself() {
        assertThat(worth(new QualityBar.Worth(0.02))).isEqualTo(0.02);
    }

    @ParameterizedTest
    @CsvSource({"0.0001, 0", "0.001, 0", "0.0505, 0.1", "0.1, 0.2", "0.55, 0.25", "1, 0.3", "7, 0.3"})
    void valuesOfTheGrid_areInterpolated_andHeldBeyondItsEnds(double worth, double value) {
        assertThat(ESTIMATES.at(new Weights(0, 0.2, 0.3), worth)).isEqualTo(value, within(1e-12));
    }
}
