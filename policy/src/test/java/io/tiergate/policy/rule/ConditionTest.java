package io.tiergate.policy.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.document.Document;
import io.tiergate.policy.document.Node;
import io.tiergate.policy.document.Problem;
import io.tiergate.policy.document.Problems;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTest {
    private final ConditionCompiler compiler = new ConditionCompiler(Map.of("small", 1_000L, "mid", 128_000L));
    private final Problems problems = new Problems("policy.yaml");

    private @Nullable Condition compile(String cel) {
        return compiler.compile((Node.Text) Node.of(cel), problems);
    }

    private Truth evaluate(String cel, Features features) {
        return Objects.requireNonNull(compile(cel), () -> problems.sorted().toString())
                .evaluate(features);
    }

    /** Nothing declared that may be absent. */
    private static Features bare() {
        return new Features(
                "chat",
                null,
                "low",
                new Features.Size(900, 512, null),
                new Features.Form(3, true, false, "text", false),
                new Features.Caller("acme", "free", null),
                Map.of("team", "red"));
    }

    private static Features declared() {
        return new Features(
                "chat",
                "legal",
                "high",
                new Features.Size(100, 64, 64L),
                new Features.Form(1, false, false, "json_schema", true),
                new Features.Caller("acme", "paid", "u1"),
                Map.of());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "domain == 'legal'                          ~ UNKNOWN ~ TRUE",
                "domain != 'legal'                          ~ UNKNOWN ~ FALSE",
                "!(domain == 'legal')                       ~ UNKNOWN ~ FALSE",
                "domain in ['legal', 'finance']             ~ UNKNOWN ~ TRUE",
                "domain.startsWith('le')                    ~ UNKNOWN ~ TRUE",
                "domain == 'legal' || stakes == 'low'       ~ TRUE    ~ TRUE",
                "stakes == 'low' || domain == 'legal'       ~ TRUE    ~ TRUE",
                "domain == 'legal' || stakes == 'high'      ~ UNKNOWN ~ TRUE",
                "domain == 'legal' && stakes == 'high'      ~ FALSE   ~ TRUE",
                "domain == 'legal' && stakes == 'low'       ~ UNKNOWN ~ FALSE",
                "domain == 'legal' ? true : false           ~ UNKNOWN ~ TRUE",
                "max_output_tokens > 50                     ~ UNKNOWN ~ TRUE",
                "max_output_tokens > 50 || input_tokens > 0 ~ TRUE    ~ TRUE",
                "caller.user == 'u1'                        ~ UNKNOWN ~ TRUE",
                "caller.tenant == 'acme'                    ~ TRUE    ~ TRUE",
                "caller.subscription == 'free'              ~ TRUE    ~ FALSE",
                "tags['team'] == 'red'                      ~ TRUE    ~ UNKNOWN",
                "tags.team == 'red'                         ~ TRUE    ~ UNKNOWN",
                "'team' in tags                             ~ TRUE    ~ FALSE",
                "has(tags.team) && tags.team == 'red'       ~ TRUE    ~ FALSE",
                "tags['team'] == 'red' || stakes == 'high'  ~ TRUE    ~ TRUE",
                "input_tokens / (messages - 3) > 1          ~ UNKNOWN ~ FALSE",
                "input_tokens > 0.8 * window('small')       ~ TRUE    ~ FALSE",
                "input_tokens > window('small') * 0.8       ~ TRUE    ~ FALSE",
                "input_tokens + 0.5 > 900.4                 ~ TRUE    ~ FALSE",
                "input_tokens > window('mid')               ~ FALSE   ~ FALSE",
                "tools && !images && messages > 2           ~ TRUE    ~ FALSE",
                "response_format == 'json_schema' && stream ~ FALSE   ~ TRUE",
                "task.matches('^ch.t$')                     ~ TRUE    ~ TRUE",
                "tags.exists(k, tags[k] == 'red')           ~ TRUE    ~ FALSE",
                "expected_output_tokens >= 512              ~ TRUE    ~ FALSE",
            })
    void conditions_areThreeValued(String cel, Truth bare, Truth declared) {
        assertThat(evaluate(cel, bare())).isEqualTo(bare);
        assertThat(evaluate(cel, declared())).isEqualTo(declared);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "input_token > 5            | 0  | `input_token` is not known | did you mean `input_tokens`?",
                "stakes == 'x' && domian == 'a' | 17 | `domian` is not known | did you mean `domain`?",
                "caller.tennant == 'a'      | 0  | `caller.tennant` is not known | did you mean `caller.tenant`?",
                "task == 5                  | 5  | no matching overload | ``",
                "input_tokens               | 0  | expected type 'bool' | ``",
                "input_tokens > window('smal') | 22 | no tier `smal` | did you mean `small`?",
                "input_tokens > window(task) | 22 | name of a tier in quotes | window(\"small\")",
                "task == 'a                 | 8  | token recognition | ``",
                "1 +                        | 3  | mismatched input | ``",
                "frobnicate(task)           | 10 | `frobnicate` is not known | ``",
            })
    void mistakes_arePlaced(String cel, int column, String message, String suggestion) {
        Document document =
                Objects.requireNonNull(Document.read("a:\n  when:   " + quoted(cel) + "\n", new Problems("x")));
        Node.Text written = (Node.Text) Objects.requireNonNull(
                ((Node.Mapping) Objects.requireNonNull(document.root().get("a"))).get("when"));
        assertThat(compiler.compile(written, problems)).isNull();
        Problem problem = problems.sorted().getFirst();
        assertThat(problem.message()).contains(message);
        assertThat(problem.suggestion()).contains(suggestion);
        assertThat(problem.line()).isEqualTo(2);
        assertThat(problem.column()).isEqualTo(12 + column);
    }

    private static String quoted(String cel) {
        return cel.contains("\"") ? "'" + cel + "'" : "\"" + cel + "\"";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true && (((((((((((((((((((((((((((((((((((((((((true)))))))))))))))))))))))))))))))))))))))))",
                "task.matches('(a+')",
            })
    void unboundedOnes_areRefusedOrUnknown(String cel) {
        Condition condition = compile(cel);
        assertThat(condition == null || condition.evaluate(bare()) == Truth.UNKNOWN)
                .isTrue();
    }

    @Test
    void longText_isRefused() {
        assertThat(compile("task == '" + "x".repeat(3_000) + "'")).isNull();
        assertThat(problems.hasErrors()).isTrue();
    }

    @Test
    void nestedComprehensions_endInUnknown() {
        String list = "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20]";
        String cel = list + ".all(a, " + list + ".all(b, " + list + ".all(c, " + list + ".all(d, a + b + c + d > 0))))";
        assertThat(evaluate(cel, bare())).isEqualTo(Truth.UNKNOWN);
    }

    @Test
    void catastrophicPattern_isLinear() {
        Features long30k = new Features(
                "chat", "a".repeat(30_000) + "!", "low", bare().size(), bare().form(), bare().caller(), Map.of());
        assertThat(evaluate("domain.matches('^(a+)+$')", long30k)).isEqualTo(Truth.FALSE);
    }
}
