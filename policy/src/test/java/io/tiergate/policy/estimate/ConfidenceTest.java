package io.tiergate.policy.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tiergate.policy.estimate.LinearModel.Weights;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfidenceTest {
    private static final Confidence AS_SAID = new Confidence(new LinearModel(new Weights(0, 1), Map.of()));

    @Test
    void identity_takesTheModelAtItsWord() {
        assertThat(AS_SAID.right("any", (int) (1e6 * StrictMath.log(0.5)))).isCloseTo(0.5, within(1e-6));
        assertThat(AS_SAID.right("any", (int) (1e6 * StrictMath.log(0.9)))).isCloseTo(0.9, within(1e-6));
    }

    @Test
    void grade_isTakenForAProbability() {
        for (int grade = 0; grade <= 100; grade++) {
            double right = AS_SAID.right("any", Confidence.ofGrade(grade));
            assertThat(right).isCloseTo(Math.clamp(grade / 100.0, 0.0001, 0.9999), within(2e-5));
        }
    }

    @Test
    void surer_isLikelierRight_toTheEndsOfTheRange() {
        double before = 0;
        for (int logprob : new int[] {-20_000_000, -9_200_000, -1_000_000, -100_000, -1_000, -100, 0}) {
            double right = AS_SAID.right("any", logprob);
            assertThat(right).isBetween(before, 1.0).isStrictlyBetween(0.0, 1.0);
            before = right;
        }
        assertThat(AS_SAID.right("any", 0)).isEqualTo(AS_SAID.right("any", -100));
        assertThat(AS_SAID.right("any", -20_000_000)).isEqualTo(AS_SAID.right("any", -9_200_000));
    }

    @Test
    void task_addsToTheLine_andAnotherTaskHasTheSharedOne() {
        Confidence learned =
                new Confidence(new LinearModel(new Weights(-1, 0.5), Map.of("sums", new Weights(-0.5, 0.25))));
        double[] features = Confidence.features(-100_000);
        assertThat(learned.right("sums", -100_000))
                .isEqualTo(1 / (1 + StrictMath.exp(1.5 - 0.75 * features[1])), within(1e-12));
        assertThat(learned.right("other", -100_000))
                .isEqualTo(1 / (1 + StrictMath.exp(1 - 0.5 * features[1])), within(1e-12));
    }
}
