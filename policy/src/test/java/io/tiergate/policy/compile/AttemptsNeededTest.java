package io.tiergate.policy.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.Documents;
import io.tiergate.policy.document.Problem;
import io.tiergate.policy.estimate.Estimates;
import io.tiergate.policy.estimate.EstimatesCompiler;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttemptsNeededTest {
    private static final Estimates REPORTS = Documents.value(EstimatesCompiler.compile(
            "x",
            Documents.text("estimates.yaml") + "self_reports: { deepseek/deepseek-chat: { shared: [-1, 0.5] } }\n"));

    private static List<Problem> warnings(String task, String attempts) {
        String text = """
                policy: tiny
                pins: { estimates: "%s" }
                reference: top
                judge: openai/gpt-4o
                budget: { %s }
                tiers:
                  - { name: low, targets: [ { model: deepseek/deepseek-chat } ] }
                  - { name: top, targets: [ { model: anthropic/claude-opus-4-1 } ] }
                tasks: { chat: { owner: me, %s } }
                """.formatted(REPORTS.digest(), attempts, task);
        Shelf shelf = new Shelf(Documents.catalog(), Map.of(REPORTS.digest(), REPORTS), false);
        return Documents.compiled(PolicyCompiler.compile("x", text, shelf)).warnings();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "strategy: cascade, gate: [finish] | 2",
                "strategy: cascade, gate: [confidence] | 3",
                "strategy: cascade, gate: [confidence], confidence: { between: judge } | 4",
                "strategy: cascade, gate: [judge] | 3",
                "strategy: consensus, answer: { kind: number }, rungs: [ { ask: [openai/gpt-4o-mini, openai/gpt-4o], agree: 2 }, { tier: top } ] | 3"
            })
    void fewerAttemptsThanAClimbNeeds_areAWarning_andAsManyAreNone(String task, int needed) {
        assertThat(warnings(task, "attempts: " + needed)).isEmpty();
        assertThat(warnings(task, "attempts: " + (needed - 1))).singleElement().satisfies(problem -> {
            assertThat(problem.message())
                    .startsWith("task `chat` climbs to its top with " + needed + " attempts")
                    .endsWith("a request may have " + (needed - 1));
            assertThat(problem.suggestion()).contains("attempts: " + needed);
            assertThat(problem.line()).isEqualTo(5);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"strategy: fixed, tier: top", "strategy: route, start: low"})
    void strategiesThatClimbNothing_needOne(String task) {
        assertThat(warnings(task, "attempts: 1")).isEmpty();
    }
}
