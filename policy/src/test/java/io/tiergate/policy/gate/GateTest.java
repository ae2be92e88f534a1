package io.tiergate.policy.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.answer.AnswerKind;
import io.tiergate.policy.answer.AnswerSpec;
import io.tiergate.policy.gate.CheckResult.Outcome;
import io.tiergate.policy.gate.Verdict.Accept;
import io.tiergate.policy.gate.Verdict.Escalate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {
    private static final AnswerSpec TRIAGE = new AnswerSpec(AnswerKind.LABEL, "/answer", List.of("bug", "billing"), "");

    @Test
    void names_areThoseOfTheLanguage() {
        assertThat(Checks.names()).containsExactly("schema", "labels", "refusal", "finish", "length");
        assertThat(Checks.names())
                .allSatisfy(name ->
                        assertThat(Checks.named(name).orElseThrow().name()).isEqualTo(name));
        assertThat(Checks.named("judge")).isEmpty();
    }

    @Test
    void everyCheckRuns_andVerdictNamesAllThatFailed() {
        List<Check> checks = Checks.names().stream()
                .map(name -> Checks.named(name).orElseThrow())
                .toList();

        List<CheckResult> results = Gate.examine(checks, answer(" ", "length", TRIAGE));

        assertThat(results).extracting(CheckResult::check).isEqualTo(Checks.names());
        assertThat(Verdict.of(results))
                .isEqualTo(new Escalate("labels: not exactly one of the task's labels; finish: cut at the token limit;"
                        + " length: the answer is empty"));
    }

    @Test
    void goodAnswer_isAccepted() {
        List<Check> checks = Checks.names().stream()
                .map(name -> Checks.named(name).orElseThrow())
                .toList();

        assertThat(Verdict.of(Gate.examine(checks, answer("{\"answer\": \"Bug\"}", "stop", TRIAGE))))
                .isEqualTo(new Accept());
        assertThat(Verdict.of(List.of())).isEqualTo(new Accept());
    }

    @ParameterizedTest
    @CsvSource({"stop,PASSED", "length,FAILED", "content_filter,FAILED", "tool_calls,PASSED", "'',PASSED"})
    void finish_failsWhatWasCut(String reason, Outcome outcome) {
        assertThat(examine("finish", answer("text", reason, AnswerSpec.TEXT))).isEqualTo(outcome);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\t", "\u200B", "\uFEFF \u00A0", "\u0000"})
    void length_failsWhatSaysNothing(String text) {
        assertThat(examine("length", answer(text, "stop", AnswerSpec.TEXT))).isEqualTo(Outcome.FAILED);
    }

    @Test
    void length_passesAnythingElse() {
        assertThat(examine("length", answer(".", "stop", AnswerSpec.TEXT))).isEqualTo(Outcome.PASSED);
        assertThat(examine("length", new CandidateAnswer("work", 100, "", "tool_calls", true, 3, AnswerSpec.TEXT, "")))
                .isEqualTo(Outcome.SKIPPED);
    }

    @Test
    void labels_wantExactlyOneOfTheSet() {
        assertThat(examine("labels", answer("{\"answer\": \"billing\"}", "stop", TRIAGE)))
                .isEqualTo(Outcome.PASSED);
        assertThat(examine("labels", answer("{\"answer\": \"both\"}", "stop", TRIAGE)))
                .isEqualTo(Outcome.FAILED);
        assertThat(examine("labels", answer("billing", "stop", TRIAGE))).isEqualTo(Outcome.PASSED);
        assertThat(examine("labels", answer("text", "stop", AnswerSpec.TEXT))).isEqualTo(Outcome.SKIPPED);
    }

    private static Outcome examine(String check, CandidateAnswer answer) {
        return Checks.named(check).orElseThrow().examine(answer).outcome();
    }

    private static CandidateAnswer answer(String text, String finishReason, AnswerSpec spec) {
        return new CandidateAnswer("work", 100, text, finishReason, false, 5, spec, "");
    }
}
