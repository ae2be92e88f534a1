package io.tiergate.policy.similarity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class ComparisonPropertyTest {
    private static final Verifier VERIFIER = new Verifier(weights());

    private static Map<Sign, Double> weights() {
        Map<Sign, Double> weights = new EnumMap<>(Sign.class);
        for (Sign sign : Sign.values()) {
            weights.put(sign, sign == Sign.COSINE ? 9.0 : -0.37);
        }
        return weights;
    }

    /** Whole words and loose characters, broken ones too. */
    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> pieces = Arbitraries.of(
                "how",
                "much",
                "is",
                "5",
                "1,000",
                "-3.5",
                "km",
                "km/h",
                "€",
                "%",
                "Paris",
                "March",
                "not",
                "don't",
                "to",
                "from",
                "enable",
                "disable",
                "user_id",
                "\"quoted\"",
                "`",
                "C++",
                "e.g.",
                "3rd",
                "twenty",
                "one",
                "hundred",
                "日本",
                "Wie",
                "🙂",
                "\ud800",
                "\udc00",
                "\u0301",
                "\n",
                "?",
                "...",
                "@",
                "+49",
                "９",
                "ß",
                "İ",
                "");
        return Arbitraries.oneOf(
                pieces.list().ofMaxSize(20).map(words -> String.join(" ", words)),
                pieces.list().ofMaxSize(20).map(words -> String.join("", words)),
                Arbitraries.strings().ofMaxLength(60));
    }

    @Property
    void judgement_isAProbability_andTheSameInEitherOrder(
            @ForAll @From("texts") String one, @ForAll @From("texts") String other, @ForAll double cosine) {
        Judgement judgement = VERIFIER.judge(one, other, cosine);
        assertThat(judgement.probability()).isBetween(0.0, 1.0);
        assertThat(VERIFIER.judge(other, one, cosine)).isEqualTo(judgement);
        assertThat(VERIFIER.probability(one, other, cosine)).isEqualTo(judgement.probability());
        if (judgement.veto() != null) {
            assertThat(judgement.probability()).isZero();
        }
    }

    @Property
    void everySign_liesBetweenMinusOneAndOne(
            @ForAll @From("texts") String one, @ForAll @From("texts") String other, @ForAll double cosine) {
        Comparison compared = Comparison.of(one, other, cosine);
        for (Sign sign : Sign.values()) {
            assertThat(compared.value(sign)).as(sign.label()).isBetween(-1.0, 1.0);
        }
    }

    @Property
    void answers_areComparedTheSameInEitherOrder_withinBounds(
            @ForAll @From("texts") String one, @ForAll @From("texts") String other, @ForAll double cosine) {
        Comparison compared = Comparison.ofAnswers(one, other, cosine);
        Comparison turned = Comparison.ofAnswers(other, one, cosine);
        assertThat(turned.veto()).isEqualTo(compared.veto());
        for (Sign sign : Sign.values()) {
            assertThat(compared.value(sign)).as(sign.label()).isBetween(-1.0, 1.0);
            assertThat(turned.value(sign)).as(sign.label()).isEqualTo(compared.value(sign));
        }
    }

    @Property
    void answerAndItself_differInNothing(@ForAll @From("texts") String text) {
        Comparison compared = Comparison.ofAnswers(text, text, 1);
        if (compared.veto() == null) {
            List<Sign> alike = List.of(
                    Sign.ONE, Sign.COSINE, Sign.CLOSE, Sign.OVERLAP, Sign.LENGTH, Sign.CONTAINED, Sign.CONCLUSION);
            for (Sign sign : Subject.ANSWERS.signs()) {
                assertThat(compared.value(sign)).as(sign.label()).isEqualTo(alike.contains(sign) ? 1 : 0);
            }
        } else {
            assertThat(compared.veto()).isEqualTo(Veto.WORDLESS);
        }
    }

    @Property
    void textAndItself_differInNothing(@ForAll @From("texts") String text) {
        Comparison compared = Comparison.of(text, text, 1);
        Veto veto = compared.veto();
        if (veto == null) {
            for (Sign sign : Sign.values()) {
                boolean alike = List.of(Sign.ONE, Sign.COSINE, Sign.CLOSE, Sign.OVERLAP, Sign.LENGTH)
                        .contains(sign);
                assertThat(compared.value(sign)).as(sign.label()).isEqualTo(alike ? 1 : 0);
            }
        } else {
            assertThat(veto).isIn(Veto.WORDLESS, Veto.PERSONAL_DATA);
        }
    }

    @Property
    void changedNumber_inAnOtherwiseEqualText_isNeverServed(
            @ForAll @IntRange(min = 2, max = 99_999_999) int number,
            @ForAll @IntRange(min = 2, max = 99_999_999) int other,
            @ForAll @From("frames") String frame) {
        Veto veto = Comparison.of(frame.formatted(number), frame.formatted(other), 1)
                .veto();
        assertThat(veto).isEqualTo(number == other ? null : Veto.NUMBERS);
    }

    @Provide
    Arbitrary<String> frames() {
        return Arbitraries.of(
                "What is %d plus one?",
                "%d", "How far is %d km in miles?", "size %d shoes", "für %d Personen", "%d人分のレシピ");
    }

    @Example
    void textOfAMillionCharacters_isJudged() {
        for (String piece : List.of("a", "1", " ", "🙂", "\ud800", "a@", "1 ", "DE1 ", "\u0301", "\"")) {
            String text = piece.repeat(1_000_000 / piece.length());
            assertThat(VERIFIER.judge(text, text, 1).veto()).isEqualTo(Veto.LONG);
            assertThat(PersonalData.isIn(text)).isEqualTo(piece.equals("1"));
        }
    }

    @Example
    void longestTextThatIsRead_isRead() {
        for (String piece : List.of("a", "a ", "x1 ", "🙂", "\u0301", "\"", "not ", "to ", "five ", "漢")) {
            String text = piece.repeat(Comparison.MOST_CHARS / piece.length());
            assertThat(VERIFIER.judge(text, text, 1).probability()).isBetween(0.0, 1.0);
            assertThat(VERIFIER.judge(Comparison.ofAnswers(text, text, 1)).probability())
                    .isBetween(0.0, 1.0);
        }
    }
}
