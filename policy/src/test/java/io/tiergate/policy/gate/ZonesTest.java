package io.tiergate.policy.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.gate.CheckResult.Outcome;
import io.tiergate.policy.gate.Zones.Between;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZonesTest {
    @ParameterizedTest
    @CsvSource({
        "0, ACCEPT, FAILED, below",
        "0.6999994, ACCEPT, FAILED, below",
        "0.7, ACCEPT, PASSED, between",
        "0.7, ESCALATE, FAILED, between",
        "0.8499994, JUDGE, OPEN, between",
        "0.85, ESCALATE, PASSED, trusted",
        "1, JUDGE, PASSED, trusted"
    })
    void probability_liesInOneZone(double probability, Between between, Outcome outcome, String zone) {
        CheckResult result = new Zones(700_000, 850_000, between).judged("learned", probability);

        assertThat(result.outcome()).isEqualTo(outcome);
        assertThat(result.likelihood())
                .isNotNull()
                .satisfies(found -> assertThat(found.zone().label()).isEqualTo(zone));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.001, 1.001})
    void whatIsNoProbability_isNoEvidence(double probability) {
        assertThat(Zones.DEFAULT.judged("learned", probability))
                .isEqualTo(CheckResult.skipped("learned", "no probability could be reckoned"));
    }
}
