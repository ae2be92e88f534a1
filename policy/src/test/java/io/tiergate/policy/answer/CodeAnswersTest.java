package io.tiergate.policy.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodeAnswersTest {
    private static final AnswerSpec WHOLE = new AnswerSpec(AnswerKind.CODE, "", List.of(), "");
    private static final AnswerSpec PLACED = new AnswerSpec(AnswerKind.CODE, "/answer", List.of(), "");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "'abc' | abc",
                "\"abc\" | 'abc'",
                "'123' | 123",
                "'08999' | 08999",
                "[1,2] | [1, 2]",
                "[ 1, 2, ] | [1,2]",
                "(1,2) | ( 1, 2 )",
                "(1,) | (1, )",
                "['a', 'b'] | [\"a\", \"b\"]",
                "{'a': 1, 'b': 2} | {\"b\":2,\"a\":1.0}",
                "{1: None, 2: None} | {2:null, 1:null}",
                "{3, 1, 2} | {1, 2, 3}",
                "True | true",
                "[True, None] | [true, null]",
                "None | null",
                "1.50 | 1.5",
                "1_000 | 1000",
                "'it\\'s' | \"it's\"",
                "'a\\nb' | a\\nb",
                "'\\u00e9' | é",
                "(False, True) | (false,true)",
                "`[1, 2]` | [1, 2]",
                "set() | set( )",
                "x = f(1)  # call it | x = f(1)",
            })
    void spelling_doesNotMatter(String left, String right) {
        if (right.equals("set( )")) {
            assertThat(form(WHOLE, left)).contains("set()");
            return;
        }
        assertThat(form(WHOLE, left)).isPresent().isEqualTo(form(WHOLE, right));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "[1, 2] | (1, 2)",
                "[1, 2] | [2, 1]",
                "['1'] | [1]",
                "['True'] | [True]",
                "'1.0' | '1'",
                "{1: 2} | {'1': 2}",
                "{1, 2} | [1, 2]",
                "(1,) | (1)",
                "'abc' | 'ABC'",
                "'a b' | 'a  b'",
                "[] | [[]]",
                "{} | set()",
                "x = '# no comment' | x = '",
                "a # b | c # b",
            })
    void differentAnswers_stayDifferent(String left, String right) {
        assertThat(form(WHOLE, left)).isNotEqualTo(form(WHOLE, right));
    }

    @Test
    void blanksInAPlacedString_count() {
        assertThat(form(PLACED, "{\"answer\": \"3 4 \"}")).isEqualTo(form(PLACED, "{\"answer\": \"'3 4 '\"}"));
        assertThat(form(PLACED, "{\"answer\": \"3 4 \"}")).isNotEqualTo(form(PLACED, "{\"answer\": \"3 4\"}"));
    }

    @Test
    void emptyPlacedString_isTheEmptyString() {
        assertThat(form(PLACED, "{\"answer\": \"\"}")).contains("").isEqualTo(form(PLACED, "{\"answer\": \"''\"}"));
    }

    @Test
    void literalInPlace_needsNoQuotes() {
        assertThat(form(PLACED, "{\"answer\": {'a': [True, (1, 2)]}}"))
                .isPresent()
                .isEqualTo(form(PLACED, "{\"answer\": \"{'a': [True, (1, 2)]}\"}"));
        assertThat(form(PLACED, "{\"answer\": [\"a\", null]}")).contains("['a', None]");
    }

    @Test
    void fencedCode_isReadWithoutItsFence() {
        String fenced = "Here you go:\n```python\ndef f(x):\n    return x + 1  # next  \n\n```\nDone.";

        assertThat(form(WHOLE, fenced)).contains("def f(x):\n    return x + 1");
    }

    @Test
    void indentation_counts() {
        assertThat(form(WHOLE, "if a:\n  b\nc")).isNotEqualTo(form(WHOLE, "if a:\n  b\n  c"));
    }

    @Test
    void emptyReply_hasNoCode() {
        assertThat(form(WHOLE, " \n")).isEmpty();
    }

    private static Optional<String> form(AnswerSpec spec, String reply) {
        return Answers.canonical(spec, reply).map(CanonicalAnswer::text);
    }
}
