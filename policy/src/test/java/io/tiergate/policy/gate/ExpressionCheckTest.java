package io.tiergate.policy.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.answer.AnswerSpec;
import io.tiergate.policy.document.Node;
import io.tiergate.policy.document.Problem;
import io.tiergate.policy.document.Problems;
import io.tiergate.policy.gate.CheckResult.Outcome;
import io.tiergate.policy.rule.AnswerCondition;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionCheckTest {
    private static CheckResult examine(String expression, String answer) {
        Problems problems = new Problems("x");
        AnswerCondition condition = AnswerCondition.compile((Node.Text) Node.of(expression), problems);
        assertThat(problems.sorted()).isEmpty();
        return Checks.expression(Objects.requireNonNull(condition))
                .examine(new CandidateAnswer("work", 100, answer, "stop", false, 12, AnswerSpec.TEXT, ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "size(answer) < 5 | four | PASSED",
                "size(answer) < 5 | fifty | FAILED",
                "!answer.contains('TODO') | done | PASSED",
                "answer.matches('^[a-z]+$') | abc | PASSED",
                "output_tokens <= 2 * input_tokens && task == 'work' && finish_reason == 'stop' | x | PASSED",
                "json.total == 3 && json.lines.size() == 2 | {\"total\": 3, \"lines\": [1, 2]} | PASSED",
                "json.total < 0.5 * output_tokens | {\"total\": 5.5} | PASSED",
                "json.lines.all(line, line.net > 0) | {\"lines\": [{\"net\": 1}, {\"net\": 0}]} | FAILED",
                "json.lines.all(line, line.net > 0) | {\"lines\": []} | PASSED",
                "has(json.note) && json.note == null | {\"note\": null} | PASSED",
                "json == null | no json | PASSED",
                "json != null && json.ok | no json | FAILED",
                "json[0] == true | [true] | PASSED",
                "json.id == 12345678901234567890.0 | {\"id\": 12345678901234567890} | PASSED"
            })
    void expression_decides(String expression, String answer, Outcome outcome) {
        assertThat(examine(expression, answer).outcome()).isEqualTo(outcome);
    }

    @Test
    void fencedJson_isRead() {
        assertThat(examine("json.a == 1", "```json\n{\"a\": 1}\n```").outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void whatCannotBeEvaluated_fails_withAPlainWord() {
        assertThat(examine("json.total > 3", "not json"))
                .isEqualTo(CheckResult.failed("expression", "json.total > 3 cannot be evaluated"));
        assertThat(examine("json.total > 3", "{\"total\": \"many\"}").detail()).endsWith("cannot be evaluated");
        assertThat(examine("1 / (output_tokens - 12) > 0", "x").detail()).endsWith("cannot be evaluated");
        assertThat(examine("size(answer) > 3", "abc"))
                .isEqualTo(CheckResult.failed("expression", "size(answer) > 3 does not hold"));
    }

    @Test
    void work_isBounded() {
        String list = "[" + "1,".repeat(2_000) + "1]";
        assertThat(examine("json.all(a, json.all(b, a == b))", list).detail()).endsWith("cannot be evaluated");
        assertThat(examine("answer != ''", "x".repeat((1 << 18) + 1)).detail()).contains("longer than");
        assertThat(examine("json == null", "[".repeat(100_000)).outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void callOfTools_isNotExamined() {
        Problems problems = new Problems("x");
        AnswerCondition never = AnswerCondition.compile((Node.Text) Node.of("false"), problems);
        assertThat(Checks.expression(Objects.requireNonNull(never))
                        .examine(new CandidateAnswer("work", 1, "", "tool_calls", true, 1, AnswerSpec.TEXT, ""))
                        .outcome())
                .isEqualTo(Outcome.SKIPPED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "size(answr) < 5 | `answr` is not known",
                "size(answer) | bool",
                "input_tokens > 'a' | found no matching overload",
                "answer < | expression"
            })
    void brokenExpression_isAProblem(String expression, String message) {
        Problems problems = new Problems("x");
        assertThat(AnswerCondition.compile((Node.Text) Node.of(expression), problems))
                .isNull();
        List<Problem> found = problems.sorted();
        assertThat(found.getFirst().message()).contains(message);
    }
}
