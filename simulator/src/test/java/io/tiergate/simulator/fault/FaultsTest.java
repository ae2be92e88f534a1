package io.tiergate.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class FaultsTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Faults faults = new Faults();

    private static Fault fault(FaultKind kind, long latencyMillis) {
        return new Fault(kind, 500, null, 0, latencyMillis);
    }

    private static FaultRule rule(String model, @Nullable String prompt, double probability, @Nullable Integer count) {
        return new FaultRule(model, prompt, probability, count, fault(FaultKind.STATUS, 0));
    }

    @Test
    void rule_hitsItsModelAndPromptOnly() {
        faults.replace(0, List.of(rule("a/x", "p1", 1, null)));

        assertThat(faults.decide("a/x", "p1").is(FaultKind.STATUS)).isTrue();
        assertThat(faults.decide("a/x", "p2")).isEqualTo(FaultPlan.NONE);
        assertThat(faults.decide("a/y", "p1")).isEqualTo(FaultPlan.NONE);
    }

    @Test
    void countedRule_isGoneAfterwards() {
        faults.replace(0, List.of(rule("*", null, 1, 2)));

        assertThat(faults.decide("a/x", "p").fault()).isNotNull();
        assertThat(faults.decide("a/y", "p").fault()).isNotNull();
        assertThat(faults.decide("a/x", "p").fault()).isNull();
        assertThat(faults.remaining()).isEmpty();
    }

    @Test
    void delaysAddUp_andTheFirstOtherFaultCounts() {
        faults.replace(
                0,
                List.of(
                        new FaultRule("*", null, 1, null, fault(FaultKind.LATENCY, 10)),
                        new FaultRule("*", null, 1, null, fault(FaultKind.CUT, 5)),
                        new FaultRule("*", null, 1, null, fault(FaultKind.STATUS, 100)),
                        new FaultRule("*", null, 1, null, fault(FaultKind.LATENCY, 20))));

        FaultPlan plan = faults.decide("a/x", "p");

        assertThat(plan.delayMillis()).isEqualTo(35);
        assertThat(plan.is(FaultKind.CUT)).isTrue();
    }

    @Test
    void probability_isASeedsShareInWhateverOrder() {
        List<String> prompts = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            prompts.add("p" + i);
        }
        List<String> first = hit(7, prompts);
        Collections.reverse(prompts);
        List<String> reversed = hit(7, prompts);

        assertThat(first).hasSizeBetween(500, 700).containsExactlyInAnyOrderElementsOf(reversed);
        assertThat(hit(8, prompts)).isNotEqualTo(reversed);
    }

    private List<String> hit(long seed, List<String> prompts) {
        faults.replace(seed, List.of(rule("*", null, 0.3, null)));
        return prompts.stream()
                .filter(prompt -> faults.decide("a/x", prompt).fault() != null)
                .toList();
    }

    @Test
    void retriesOfOnePrompt_areDrawnAnew() {
        faults.replace(1, List.of(rule("*", null, 0.5, null)));
        int hits = 0;
        for (int i = 0; i < 1_000; i++) {
            hits += faults.decide("a/x", "p").fault() == null ? 0 : 1;
        }

        assertThat(hits).isBetween(420, 580);
    }

    @Test
    void rules_areReadFromJson() throws FaultFormatException {
        var body = JSON.readTree(
                "{\"seed\":5,\"rules\":[{\"model\":\"a/x\",\"kind\":\"status\",\"status\":429,\"retry_after_s\":2,\"count\":3,\"match_id\":\"p\",\"probability\":0.5}]}");

        assertThat(FaultParser.seed(body)).isEqualTo(5);
        assertThat(FaultParser.rules(body))
                .containsExactly(new FaultRule("a/x", "p", 0.5, 3, new Fault(FaultKind.STATUS, 429, 2, 0, 0)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                             | expected a list",
                "[{\"kind\":\"explode\"}]                       | unknown kind 'explode'",
                "[{\"kind\":\"status\",\"status\":200}]         | status must be 400 to 599",
                "[{\"kind\":\"cut\",\"after_chunks\":\"x\"}]    | rules[0].after_chunks must be a whole number",
                "[{\"kind\":\"cut\",\"probability\":2}]         | probability must be 0 to 1",
                "[{\"kind\":\"cut\",\"count\":0}]               | count must be one or more",
                "[{\"kind\":\"cut\",\"sattus\":3}]              | unknown field sattus",
            })
    void badRule_isRefusedWithItsPlace(String json, String message) {
        assertThatThrownBy(() -> FaultParser.rules(JSON.readTree(json)))
                .isInstanceOf(FaultFormatException.class)
                .hasMessageContaining(message);
    }

    @Test
    void header_isRead() throws FaultFormatException {
        FaultPlan plan = FaultParser.header("latency=300, status=429; retry_after_s=2");

        assertThat(plan).isEqualTo(new FaultPlan(300, new Fault(FaultKind.STATUS, 429, 2, 0, 0)));
        assertThat(FaultParser.header("cut=3").fault()).isEqualTo(new Fault(FaultKind.CUT, 500, null, 3, 0));
        assertThat(FaultParser.header("refusal").is(FaultKind.REFUSAL)).isTrue();
        assertThat(FaultParser.header(null)).isEqualTo(FaultPlan.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"boom", "status=x", "status=99", "refusal=3", "cut; speed=3", "latency=-5", "=", ","})
    void badHeader_isRefused(String header) {
        assertThatThrownBy(() -> FaultParser.header(header)).isInstanceOf(FaultFormatException.class);
    }
}
