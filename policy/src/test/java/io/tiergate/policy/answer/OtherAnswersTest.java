package io.tiergate.policy.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Labels, JSON and free text. */
class OtherAnswersTest {
    private static final AnswerSpec TRIAGE =
            new AnswerSpec(AnswerKind.LABEL, "", List.of("bug", "bug report", "billing", "Other"), "");
    private static final AnswerSpec LETTERS = new AnswerSpec(AnswerKind.LABEL, "", List.of("A", "B", "C", "I"), "");
    private static final AnswerSpec JSON = new AnswerSpec(AnswerKind.JSON, "", List.of(), "");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "bug | bug",
                "Bug. | bug",
                "**BUG** | bug",
                "\"billing\" | billing",
                "other | Other",
                "The answer is **bug**. | bug",
                "This is a bug report. | bug report",
                "bug-report | bug report",
                "Category: billing | billing",
                "bug, clearly a bug | bug",
            })
    void label_isFound(String answer, String label) {
        assertThat(form(TRIAGE, answer)).contains(label);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bug or billing", "This is not a bug.", "debugging", "It isn't billing", "none", "?"})
    void noOrSeveralLabels_areNoAnswer(String answer) {
        assertThat(form(TRIAGE, answer)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "B | B",
                "(B) | B",
                "b | B",
                "B. | B",
                "B) Paris | B",
                "B. Paris is the capital | B",
                "The answer is B | B",
                "Answer: (C) | C",
                "I think it is B. | B",
                "**B** | B",
            })
    void letter_isFound(String answer, String label) {
        assertThat(form(LETTERS, answer)).contains(label);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"A good question indeed", "I would say so", "A. or B.", "BC", "Both B and C.", "Both A and B"})
    void letterThatIsAWord_isNoAnswer(String answer) {
        assertThat(form(LETTERS, answer)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "A is too small, and so is B. The answer is (C). | C",
                "B or C? B fits. The answer is B, I think. | B",
                "Not A.\\n\\n**Answer:** B | B",
                "The answer is A. No: C is larger, so the answer is (C) | C",
                "The answer is not A but B; between them I would say the answer is:\\nB | B",
            })
    void letterThatIsAnnounced_countsAmongOthers(String answer, String label) {
        assertThat(form(LETTERS, answer.replace("\\n", "\n"))).contains(label);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A or B? The answer is not A.",
                "A or B? The answer is B or C.",
                "A and B fit, so there is no one answer.",
                "A or B? The answer is"
            })
    void announcementOfNone_isNoAnswer(String answer) {
        assertThat(form(LETTERS, answer)).isEmpty();
    }

    @Test
    void letterAfterLongReasoning_isFound() {
        String reasoning = "Option A would need more, and B less. ".repeat(400);

        assertThat(form(LETTERS, reasoning + "The answer is (C).")).contains("C");
        assertThat(form(LETTERS, reasoning)).isEmpty();
    }

    @Test
    void label_isFoundAtItsPlace() {
        AnswerSpec placed = new AnswerSpec(AnswerKind.LABEL, "/answer", List.of("1", "2", "true"), "");

        assertThat(form(placed, "{\"why\": \"2 is wrong\", \"answer\": 1}")).contains("1");
        assertThat(form(placed, "{\"answer\": true}")).contains("true");
    }

    @Test
    void bareLabel_needsNoPlace() {
        AnswerSpec placed = new AnswerSpec(AnswerKind.LABEL, "/answer", List.of("bug", "billing"), "");

        assertThat(form(placed, "**bug**")).contains("bug");
        assertThat(form(placed, "{\"reply\": \"bug\"}")).isEmpty();
        assertThat(form(placed, "{\"answer\": \"bug")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"b\": 1.0, \"a\": [1e2, \"x\"]} | {\"a\":[100,\"x\"],\"b\":1}",
                "```json\\n{\"a\": 1}\\n``` | {\"a\":1}",
                "Sure! {\"a\": 1} Anything else? | {\"a\":1}",
                "{'a': True, 'b': None} | {\"a\":true,\"b\":null}",
                "{\"a\": \"\\u00e9\\/\"} | {\"a\":\"é/\"}",
                "[3, 1, 2] | [3,1,2]",
                "\"text\" | \"text\"",
                "-0.0 | 0",
                "1e500 | 1e500",
                "{\"a\": 1, \"a\": 2} | {\"a\":2}",
                "{\"x\": 12345678901234567890.125} | {\"x\":12345678901234567890.125}",
            })
    void json_isStructural(String answer, String form) {
        assertThat(form(JSON, answer.replace("\\n", "\n"))).contains(form);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no json here", "{\"a\": 1", "{\"a\" 1}", "[1, 2", "{a: 1}"})
    void brokenJson_isNoAnswer(String answer) {
        assertThat(form(JSON, answer)).isEmpty();
    }

    @Test
    void jsonNestedTooDeep_isNoAnswer() {
        assertThat(form(JSON, "[".repeat(60) + "]".repeat(60))).isPresent();
        assertThat(form(JSON, "[".repeat(80) + "1" + "]".repeat(80))).isEmpty();
        assertThat(form(JSON, "See: " + "[".repeat(80) + "1" + "]".repeat(80))).isEmpty();
    }

    @Test
    void text_isExactButForBlanksAndComposition() {
        assertThat(form(AnswerSpec.TEXT, " Cafe\u0301 \n au\tlait ")).contains("Café au lait");
        assertThat(form(AnswerSpec.TEXT, "Yes")).isNotEqualTo(form(AnswerSpec.TEXT, "yes"));
        assertThat(form(AnswerSpec.TEXT, " \n")).isEmpty();
    }

    @Test
    void digest_dependsOnKindAndForm() {
        CanonicalAnswer number = new CanonicalAnswer(AnswerKind.NUMBER, "18");

        assertThat(number.digest()).isEqualTo(new CanonicalAnswer(AnswerKind.NUMBER, "18").digest());
        assertThat(number.digest()).isNotEqualTo(new CanonicalAnswer(AnswerKind.TEXT, "18").digest());
        assertThat(number.digest()).isNotEqualTo(new CanonicalAnswer(AnswerKind.NUMBER, "19").digest());
    }

    private static Optional<String> form(AnswerSpec spec, String reply) {
        return Answers.canonical(spec, reply).map(CanonicalAnswer::text);
    }
}
