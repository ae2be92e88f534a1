package io.tiergate.policy.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.json.JsonMapper;

class AnswersPropertyTest {
    private static final List<String> LABELS = List.of("bug", "billing", "A", "other thing");

    /** Quadratic time on so many takes minutes. */
    private static final int HOSTILE_CHARS = 1 << 18;

    private static final JsonMapper MAPPER = new JsonMapper();

    @Property(tries = 3000)
    void anyText_isReadWithoutThrowing_andTheSameTwice(@ForAll("replies") String reply, @ForAll AnswerKind kind) {
        for (String at : List.of("", "/answer", "/0", "x")) {
            AnswerSpec spec = new AnswerSpec(kind, at, LABELS, "");

            Optional<CanonicalAnswer> once = Answers.canonical(spec, reply);

            assertThat(Answers.canonical(spec, reply)).isEqualTo(once);
            once.ifPresent(answer -> assertThat(answer.digest()).isNotNull());
        }
    }

    @Property(tries = 3000)
    void formOfLabelTextAndJson_isItsOwnForm(@ForAll("replies") String reply) {
        for (AnswerKind kind : List.of(AnswerKind.LABEL, AnswerKind.TEXT, AnswerKind.JSON)) {
            AnswerSpec spec = new AnswerSpec(kind, "", LABELS, "");
            Answers.canonical(spec, reply)
                    .ifPresent(form ->
                            assertThat(Answers.canonical(spec, form.text())).contains(form));
        }
    }

    @Property(tries = 2000)
    void formOfANumber_isItsOwnForm(@ForAll BigDecimal number) {
        AnswerSpec spec = new AnswerSpec(AnswerKind.NUMBER, "", List.of(), "");
        CanonicalAnswer form = Answers.canonical(spec, number.toPlainString()).orElseThrow();

        assertThat(Answers.canonical(spec, form.text())).contains(form);
        assertThat(Answers.canonical(spec, "$" + number.toPlainString() + " dollars"))
                .contains(form);
        assertThat(Answers.canonical(spec, String.format(Locale.ROOT, "x = %se0", number.toPlainString())))
                .contains(form);
    }

    @Property(tries = 2000)
    void differentNumbers_haveDifferentForms(@ForAll BigDecimal left, @ForAll BigDecimal right) {
        AnswerSpec spec = new AnswerSpec(AnswerKind.NUMBER, "", List.of(), "");
        boolean same = left.compareTo(right) == 0;

        assertThat(Answers.canonical(spec, left.toPlainString()).equals(Answers.canonical(spec, right.toPlainString())))
                .isEqualTo(same);
    }

    @Property(tries = 1000)
    void anyStringInValidJson_isReadAsJsonSaysIt(@ForAll("pieces") String before, @ForAll("pieces") String answer) {
        AnswerSpec spec = new AnswerSpec(AnswerKind.JSON, "/answer", List.of(), "");
        String json = MAPPER.writeValueAsString(java.util.Map.of("reasoning", before, "answer", answer));

        CanonicalAnswer form = Answers.canonical(spec, json).orElseThrow();

        assertThat(MAPPER.readValue(form.text(), String.class)).isEqualTo(answer);
    }

    @Example
    void hostileTexts_takeLinearTime() {
        List<String> units = List.of(
                "{",
                "[",
                "(",
                "\"",
                "'",
                "\\",
                "`",
                "```\n",
                "{\"",
                "{\"a\":",
                "{\"a\":\"",
                "[{\"a\":\"x\",",
                "{'a': ('",
                "((((",
                "\\frac{",
                "\\sqrt[",
                "\\boxed{",
                "$",
                "**",
                "1,",
                "9",
                "1e",
                "9^9^",
                "1/",
                "-",
                " ",
                "\n",
                "\", \"",
                "\"a\", \"b",
                "answer is ",
                "#### ",
                "{1:",
                "({(",
                "bug ",
                "A. ",
                " # ",
                "\u0301\u0323",
                "\uD800",
                "not ");
        for (String unit : units) {
            String hostile = unit.repeat(HOSTILE_CHARS / unit.length());
            for (AnswerKind kind : AnswerKind.values()) {
                for (String at : List.of("", "/answer", "/0")) {
                    AnswerSpec spec = new AnswerSpec(kind, at, LABELS, "");
                    String at2000 = "{\"answer\": \"" + unit.repeat(1900 / unit.length()) + "\"}";
                    assertTimeoutPreemptively(
                            Duration.ofSeconds(10),
                            () -> {
                                Answers.canonical(spec, hostile);
                                Answers.canonical(spec, at2000);
                            },
                            () -> kind + " at '" + at + "' of repeated " + unit);
                }
            }
        }
    }

    @Example
    void longerThanTheLimit_isNoAnswer() {
        assertThat(Answers.canonical(AnswerSpec.TEXT, "x".repeat(Answers.MAX_REPLY_CHARS + 1)))
                .isEmpty();
    }

    @Provide
    Arbitrary<String> replies() {
        return Arbitraries.oneOf(Arbitraries.strings().all().ofMaxLength(60), pieces());
    }

    /** Texts of what replies are made of, in any order. */
    @Provide
    Arbitrary<String> pieces() {
        return Arbitraries.of(
                        "{",
                        "}",
                        "[",
                        "]",
                        "(",
                        ")",
                        "\"",
                        "'",
                        ":",
                        ",",
                        "\\",
                        "`",
                        "```json\n",
                        "\"answer\"",
                        "answer is ",
                        " ",
                        "\n",
                        "\t",
                        "18",
                        "1,000",
                        "-",
                        "−",
                        "/",
                        "^",
                        "_",
                        "*",
                        "**",
                        "$",
                        "%",
                        "=",
                        ".",
                        "e",
                        "E9",
                        "\\frac",
                        "\\sqrt",
                        "\\text",
                        "\\boxed",
                        "\\left",
                        "\f",
                        "\b",
                        "√",
                        "½",
                        "²",
                        "π",
                        "True",
                        "null",
                        "bug",
                        "billing",
                        "A",
                        "not",
                        "x",
                        "dollars",
                        "million",
                        "#",
                        "é",
                        "e\u0301",
                        "\uD83D\uDE00",
                        "\uDE00",
                        "\u0000",
                        "\u00A0",
                        "\u2028")
                .list()
                .ofMaxSize(25)
                .map(parts -> String.join("", parts));
    }
}
