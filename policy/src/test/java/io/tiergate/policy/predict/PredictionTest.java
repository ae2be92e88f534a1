package io.tiergate.policy.predict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class PredictionTest {
    private static final Prediction DOMAIN =
            new Prediction("domain", 500_000, Map.of("legal", 200_000, "medical", 100_000));

    private static Predicted says(Map<String, Integer> scores) {
        return new Predicted("sha256:01", false, Map.of("domain", scores), "");
    }

    @Test
    void likeliestLabel_holdsFromItsProbabilityOn() {
        assertThat(DOMAIN.label(says(Map.of("general", 500_000, "code", 400_000))))
                .isEqualTo("general");
        assertThat(DOMAIN.label(says(Map.of("general", 499_999, "code", 400_000))))
                .isNull();
    }

    @Test
    void labelThatMustNotBeMissed_holdsFromItsThresholdOn_evenIfAnotherIsLikelier() {
        assertThat(DOMAIN.label(says(Map.of("general", 750_000, "legal", 200_000))))
                .isEqualTo("legal");
        assertThat(DOMAIN.label(says(Map.of("general", 800_000, "legal", 199_999))))
                .isEqualTo("general");
    }

    @Test
    void ofTwoAtTheirThreshold_theOneFarthestAboveHolds() {
        assertThat(DOMAIN.label(says(Map.of("legal", 390_000, "medical", 210_000))))
                .isEqualTo("medical");
        assertThat(DOMAIN.label(says(Map.of("legal", 400_000, "medical", 200_000))))
                .isEqualTo("legal");
    }

    @Test
    void labelWithAThreshold_belowIt_isNeverTheLikeliest() {
        Prediction strict = new Prediction("domain", 100_000, Map.of("legal", 900_000));
        assertThat(strict.label(says(Map.of("legal", 800_000, "general", 150_000))))
                .isEqualTo("general");
    }

    @Test
    void nothingSaid_nothingLikeItSeen_orAnotherHead_isNoEvidence() {
        assertThat(DOMAIN.label(Predicted.nothing("the node is down"))).isNull();
        assertThat(DOMAIN.label(new Predicted("m", true, Map.of("domain", Map.of("legal", 999_000)), "")))
                .isNull();
        assertThat(DOMAIN.label(new Predicted("m", false, Map.of("task", Map.of("legal", 999_000)), "")))
                .isNull();
    }

    @Test
    void scores_areKeptInOneOrder() {
        assertThat(says(Map.of("b", 1, "a", 2)).scores()).hasToString("{domain={a=2, b=1}}");
    }
}
