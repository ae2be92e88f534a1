package io.tiergate.policy.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tiergate.policy.estimate.LinearModel.Weights;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PosteriorTest {
    private static final Evidence EVIDENCE = EvidenceTest.evidence(100, 50, "a/x");

    private static LinearModel constant(double shared, Map<String, Weights> tasks) {
        return new LinearModel(first(shared), tasks);
    }

    private static Weights first(double value) {
        double[] weights = new double[Evidence.featureNames(1).size()];
        weights[0] = value;
        return new Weights(weights);
    }

    private static Posterior.At at(String task, LinearModel learned) {
        return new Posterior(List.of("a/x"), Map.of("a/x", learned), Map.of("a/x", learned)).at(task, EVIDENCE);
    }

    @Test
    void logOdds_becomeAProbability_andLogTokensTokens() {
        assertThat(at("chat", constant(0, Map.of())).right("a/x").orElseThrow()).isEqualTo(0.5);
        assertThat(at("chat", constant(2, Map.of())).right("a/x").orElseThrow()).isEqualTo(0.880797, within(1e-6));
        assertThat(at("chat", constant(2, Map.of())).outputTokens("a/x").orElseThrow())
                .isEqualTo(7.389056, within(1e-6));
    }

    @Test
    void task_addsItsWeights_othersHaveTheSharedOnesAlone() {
        LinearModel learned = constant(-1, Map.of("chat", first(1)));
        assertThat(at("chat", learned).right("a/x").orElseThrow()).isEqualTo(0.5);
        assertThat(at("code", learned).right("a/x").orElseThrow()).isLessThan(0.3);
    }

    @Test
    void modelOfWhichNothingWasLearned_hasNoProbability() {
        assertThat(at("chat", constant(0, Map.of())).right("b/y")).isEmpty();
        assertThat(at("chat", constant(0, Map.of())).outputTokens("b/y")).isEmpty();
    }

    @Test
    void farOffPredictions_areClamped() {
        assertThat(at("chat", constant(1e9, Map.of())).right("a/x").orElseThrow())
                .isEqualTo(1);
        assertThat(at("chat", constant(-1e9, Map.of())).right("a/x").orElseThrow())
                .isZero();
        assertThat(at("chat", constant(1e9, Map.of())).outputTokens("a/x").orElseThrow())
                .isEqualTo(1e6, within(1.0));
        assertThat(at("chat", constant(-1e9, Map.of())).outputTokens("a/x").orElseThrow())
                .isZero();
    }
}
