package io.tiergate.policy.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberAnswersTest {
    private static final AnswerSpec WHOLE = new AnswerSpec(AnswerKind.NUMBER, "", List.of(), "");
    private static final AnswerSpec PLACED = new AnswerSpec(AnswerKind.NUMBER, "/answer", List.of(), "");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "18 | 18",
                "18.0 | 18",
                "$18.00 | 18",
                "-$5.50 | -11/2",
                "$1,000 | 1000",
                "€ 12 | 12",
                "18 dollars | 18",
                "18 dollars per day | 18",
                "1,234.5 | 2469/2",
                "1,234,567 | 1234567",
                "1{,}234 | 1234",
                "1\\,234 | 1234",
                "18% | 18",
                "18\\% | 18",
                "12.5 percent | 25/2",
                "−3 | -3",
                "– 3 | -3",
                "+7 | 7",
                "3/4 | 3/4",
                "6/8 | 3/4",
                "0.75 | 3/4",
                ".75 | 3/4",
                "1e3 | 1000",
                "2.5E-2 | 1/40",
                "1.5 \\times 10^3 | 1500",
                "1.5 × 10³ | 1500",
                "7^7 | 823543",
                "2^{10} | 1024",
                "2**10 | 1024",
                "\\frac{3}{4} | 3/4",
                "\\dfrac34 | 3/4",
                "-\\frac{3}{4} | -3/4",
                "\\frac{-3}{4} | -3/4",
                "1\\frac{1}{2} | 3/2",
                "1 1/2 | 3/2",
                "1½ | 3/2",
                "\\boxed{18} | 18",
                "$\\boxed{\\frac{3}{4}}$ | 3/4",
                "\\(18\\) | 18",
                "$x = 5$ | 5",
                "x=5 | 5",
                "f(2) = 5 | 5",
                "9 * 2 = 18 | 18",
                "**18** | 18",
                "`18` | 18",
                "18. | 18",
                "(18) | 18",
                "\\left(18\\right) | 18",
                "≈ 3.5 | 7/2",
                "~3.5 | 7/2",
                "18 \\text{ dollars} | 18",
                "18\\text{ cm}^2 | 18",
                "18 cm² | 18",
                "18cm | 18",
                "42^\\circ | 42",
                "42° | 42",
                "5 m/s | 5",
                "60 km/h | 60",
                "3/4 cup of flour | 3/4",
                "1.5 million | 1500000",
                "5 thousand people | 5000",
                "The answer is 18. | 18",
                "The answer is 18 dollars | 18",
                "The total cost of the research is approximately $1,000,000. | 1000000",
                "Total: 18 | 18",
                "000 | 0",
                "-0 | 0",
                "007 | 7",
            })
    void spelling_doesNotMatter(String answer, String form) {
        assertThat(form(WHOLE, answer)).contains(form);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "2\\sqrt{3} | 2*sqrt(3)",
                "2\\sqrt3 | 2 √3",
                "\\frac{\\sqrt{3}}{2} | sqrt(3)/2",
                "\\frac{2\\sqrt{3}}{3} | 2*sqrt(3)/3",
                "25\\pi | 25π",
                "\\frac{25\\pi}{2} | 25π/2",
                "\\text{Friday} | Friday",
                "[1, 2) | \\left[1,\\,2\\right)",
                "x^{2}+1 | x^2 + 1",
                "x² + 1 | x^2+1",
                "\\infty | ∞",
                "2, -\\frac{14}{5} | 2,-14/5",
                "10^{200} - 6 | 10^200-6",
                "x \\leq 5 | x ≤ 5",
                "\\{1,2\\} | {1, 2}",
            })
    void expressions_agreeAcrossNotations(String left, String right) {
        assertThat(form(WHOLE, left)).isPresent().isEqualTo(form(WHOLE, right));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "18 | 19",
                "18% | 0.18",
                "1\\frac{1}{2} | \\frac{11}{2}",
                "5 pm | 5 am",
                "5 pm | 5",
                "5x | 5",
                "5 million | 5",
                "2 dozen | 2",
                "3 thirds | 3",
                "10-12 | -2",
                "1 2 | 12",
                "1, 2 | 12",
                "2:30 | 230",
                "27 selfies and 18 portraits | 27",
                "101_2 | 101",
                "x < 5 | x = 5",
                "x = 5, y = 6 | 6",
                "at least 5 is enough | 5",
                "The answer is not 5 | 5",
                "2^3 | 23",
                "2² | 22",
                "25\\pi | 25",
                "5! | 5",
                "9007199254740993 | 9007199254740992",
                "0.1 | 0.10000000000000001",
            })
    void differentAnswers_stayDifferent(String left, String right) {
        assertThat(form(WHOLE, left)).isNotEqualTo(form(WHOLE, right));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n", "**", "$$", "."})
    void nothing_isNoNumber(String answer) {
        assertThat(form(WHOLE, answer)).isEmpty();
    }

    @Test
    void lastBox_isTheAnswerOfALongReply() {
        String reply =
                "First \\boxed{3} was tried.\n".repeat(100) + "So the result is $\\boxed{\\frac{1}{2}}$ as shown.";

        assertThat(form(WHOLE, reply)).contains("1/2");
    }

    @Test
    void announcedAnswer_isFoundAfterReasoning() {
        String reply = "There are 3 boxes of 6 pens, which makes 3 * 6 = 18 pens in total.\n"
                + "He gives none away.\n".repeat(20) + "The final answer is $18. I hope this helps!";

        assertThat(form(WHOLE, reply)).contains("18");
    }

    @Test
    void gradeSchoolMarker_isFound() {
        assertThat(form(WHOLE, "She sells 16 - 3 - 4 = 9 eggs.\nShe makes 9 * 2 = $18.\n#### 18"))
                .contains("18");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"reasoning\": \"9 * 2\", \"answer\": \"18\"}",
                "{\"reasoning\": \"9 * 2\", \"answer\": 18}",
                "{\"answer\": 18.0, \"reasoning\": \"9 * 2\"}",
                "```json\n{\n    \"reasoning\": \"9 eggs * $2/egg = $18\",\n    \"answer\": \"$18\"\n}\n```",
                "Here is my reasoning:\n\\[\n\\frac{36}{2} = 18\n\\]\n```json\n{\"reasoning\": \"\\(36/2\\) = \\$18\", \"answer\": \"18\"}\n```\nHope it helps {x}.",
                "{\"reasoning\": \"line one\nline two\tend\", \"answer\": \"18\"}",
                "{\"reasoning\": \"he said \"eighteen\", so {18}\", \"answer\": \"18\"}",
                "{\"reasoning\": \"no comma\"\n\"answer\": \"18\"}",
                "{\"answer\": \"18\",}",
                "{'reasoning': 'it\\'s 18', 'answer': '18'}",
                "{'reasoning': 'it's 18', 'answer': '18'}",
                "{\"reasoning\": \"no quotes\", \"answer\": $18.00\n}",
                "{\"answer\": \"7\"} No, wait: {\"answer\": \"18\"}",
                "{\"answer\": \"18\"} as in {\"reply\": \"7\"}",
                "{\"answer\": \"7\", \"answer\": \"18\"}",
                "{{\"answer\": \"18\"}}",
            })
    void place_isFoundInRealReplies(String reply) {
        assertThat(form(PLACED, reply)).contains("18");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"18", "$18.00", "The answer is $18.", "9 × 2 = 18\nAnswer: 18", "9 × 2\n**Answer:** $18.00 a day"
            })
    void bareAnswer_needsNoPlace(String reply) {
        assertThat(form(PLACED, reply)).contains("18");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Answer:18\nAs asked.", "answer: 18\nAs asked.", "The answer is 18.\nAs asked."})
    void announcementAtTheVeryBeginning_losesNoDigit(String reply) {
        assertThat(form(WHOLE, reply)).contains("18");
    }

    @Test
    void lastAnswerLine_counts() {
        assertThat(form(WHOLE, "Answer: 7\nThat forgets the fee.\nAnswer: 18\n"))
                .contains("18");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"reasoning\": \"cut off\", \"answer\": \"18",
                "{\"reasoning\": \"cut off\", \"answer\": 18",
                "{\"reply\": 18}",
                "{\"answer\": null}",
                "[18]",
                "{\"nested\": {\"answer\": 18}}",
            })
    void withoutThePlace_thereIsNoAnswer(String reply) {
        assertThat(form(PLACED, reply)).isEmpty();
    }

    @Test
    void escapesThatJsonSwallows_areRepaired() {
        assertThat(form(PLACED, "{\"answer\": \"\\frac{3}{4}\"}")).contains("3/4");
        assertThat(form(PLACED, "{\"answer\": \"\\\\frac{3}{4}\"}")).contains("3/4");
        assertThat(form(PLACED, "{\"answer\": \"18 \\text{ cm}\"}")).contains("18");
        assertThat(form(PLACED, "{\"answer\": \"\\boxed{18}\"}")).contains("18");
        assertThat(form(PLACED, "{\"answer\": \"\\sqrt{2}\"}")).contains("sqrt(2)");
    }

    @Test
    void place_mayBeDeepOrInAnArray() {
        AnswerSpec deep = new AnswerSpec(AnswerKind.NUMBER, "/result/0/a~1b", List.of(), "");
        AnswerSpec array = new AnswerSpec(AnswerKind.NUMBER, "/1", List.of(), "");
        AnswerSpec broken = new AnswerSpec(AnswerKind.NUMBER, "answer", List.of(), "");

        assertThat(form(deep, "{\"result\": [{\"a/b\": 18}]}")).contains("18");
        assertThat(form(array, "[7, 18]")).contains("18");
        assertThat(form(broken, "{\"answer\": 18}")).isEmpty();
    }

    private static Optional<String> form(AnswerSpec spec, String reply) {
        return Answers.canonical(spec, reply).map(CanonicalAnswer::text);
    }
}
