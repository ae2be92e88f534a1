package io.tiergate.policy.similarity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerComparisonTest {
    private static Comparison compared(String one, String other) {
        return Comparison.ofAnswers(one, other, 0.9);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "FIGURES ~ You have 30 days. ~ You have 14 days.",
                "UNITS ~ Take 4 mg a day. ~ Take 4 g a day.",
                "DATES ~ It moved to Friday. ~ It moved to Wednesday.",
                "STRANGERS ~ The trip goes to Paris. ~ The trip goes to London.",
                "CODES ~ Call user_id first. ~ Call order_id first.",
                "DENIED ~ Personal laptops are not allowed. ~ Personal laptops are allowed there.",
                "VERDICT ~ Yes, that works. ~ No, that fails.",
                "VERDICT ~ Yes, you can. ~ You can't do that.",
                "UNSURE ~ The document does not mention it. ~ It is the blue one.",
                "UNSURE ~ That depends on the plan. ~ It costs nothing.",
                "CAVEAT ~ Damage is covered. ~ Damage is covered unless you opened it.",
                "CAVEAT ~ You may park there. ~ You may park there but not on holidays.",
                "OUTCOME ~ Both fit. The answer is (F). ~ Both fit. The answer is (G).",
                "OUTCOME ~ Adding up, so the total is 18. ~ Adding up, so the total is 20.",
                "INSTEAD ~ the finance director signs ~ the managing director signs",
                "EXCHANGED ~ TCP guarantees order; UDP does not. ~ UDP guarantees order; TCP does not.",
                "LEAD ~ I'd pick Northwind over Contoso. ~ I'd pick Contoso over Northwind.",
                "OPPOSITES ~ The board raised it. ~ The board cut it.",
                "ADDED ~ Water damage is excluded. ~ Water damage is excluded for phones.",
            })
    void difference_isSeen(Sign sign, String one, String other) {
        assertThat(compared(one, other).value(sign)).isPositive();
        assertThat(compared(other, one).value(sign))
                .isEqualTo(compared(one, other).value(sign));
        assertThat(compared(one, one).value(sign)).isZero();
        assertThat(compared(other, other).value(sign)).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "FIGURES ~ 30 days ~ You may return it within thirty days, for which there are 2 ways.",
                "UNITS ~ It costs €25. ~ It costs 25 euros.",
                "STRANGERS ~ We went to Rome. ~ We went to Rome with Anna.",
                "DENIED ~ No, only machines there may be used. ~ Only machines there may be used.",
                "VERDICT ~ No, it is closed. ~ It isn't open.",
                "UNSURE ~ The sign says it is not for drinking. ~ It is not for drinking.",
                "CAVEAT ~ That costs a fee. ~ That costs a fee of 2 euros.",
                "OUTCOME ~ The answer is (F). ~ It is F, as the table says.",
                "LEAD ~ We saw Rome and then Oslo. ~ In Rome, and in Oslo later.",
            })
    void sameThing_isNoDifference(Sign sign, String one, String other) {
        assertThat(compared(one, other).value(sign)).isZero();
    }

    @Test
    void markup_saysNothing() {
        Comparison compared = compared(
                "**Fare:** 13 euros\n\n1. Take the `S8`\n2. Leave at Marienplatz",
                "## Fare: 13 euros\n- Take the S8\n- Leave at Marienplatz\n");
        assertThat(compared.value(Sign.OVERLAP)).isEqualTo(1);
        assertThat(compared.value(Sign.NUMBERS)).isZero();
        assertThat(compared.value(Sign.CONTAINED)).isEqualTo(1);
    }

    @Test
    void table_isReadCellByCell() {
        assertThat(compared("| TCP | kept |\n|---|---|\n| UDP | lost |", "TCP kept, UDP lost")
                        .value(Sign.OVERLAP))
                .isEqualTo(1);
    }

    @Test
    void conclusion_isCoveredOrNot() {
        String long1 = "Renting costs 21. Buying costs 26. Therefore renting is cheaper.";
        assertThat(compared(long1, "Renting is cheaper.").value(Sign.CONCLUSION))
                .isEqualTo(1);
        assertThat(compared(long1, "Nobody sells such machines.").value(Sign.CONCLUSION))
                .isZero();
    }

    @Test
    void choiceThatIsAlsoAWord_isConcluded() {
        String chosen = "The answer is A";
        assertThat(compared(chosen, "Both of them hold. So the answer is A.").value(Sign.CONCLUSION))
                .isEqualTo(1);
        assertThat(compared(chosen, "The answer is B").value(Sign.CONCLUSION)).isZero();
    }

    @Test
    void textsBeyondTheReach_andWithoutWords_areNeverEqual() {
        assertThat(compared("x".repeat(Comparison.MOST_CHARS + 1), "x").veto()).isEqualTo(Veto.LONG);
        assertThat(compared("🙂", "fine").veto()).isEqualTo(Veto.WORDLESS);
        assertThat(compared("", "fine").veto()).isEqualTo(Veto.WORDLESS);
        assertThat(compared("You have 30 days.", "You have 14 days.").veto()).isEqualTo(Veto.NUMBERS);
    }

    /** An answer may name an address that was asked for. */
    @Test
    void personalData_isNoVeto() {
        assertThat(compared("Write to a@example.org.", "Please write to a@example.org!")
                        .veto())
                .isNull();
    }

    @Test
    void equality_goesByMillionths() {
        Verifier verifier = new Verifier(Map.of(Sign.ONE, -1.0, Sign.COSINE, 4.0, Sign.FIGURES, -9.0));
        TextEquality equality = new TextEquality(0.1, "sha256:01", 0.9, verifier);
        int same = equality.ppm("It is open daily.", "Daily, it is open.", text -> new float[] {2})
                .orElseThrow();
        assertThat(same).isEqualTo((int) Math.round(1e6 / (1 + StrictMath.exp(-3))));
        assertThat(equality.accepts(same)).isTrue();
        assertThat(equality.accepts(900_000)).isTrue();
        assertThat(equality.accepts(899_999)).isFalse();
        assertThat(equality.ppm(
                        "It is open daily.",
                        "Daily, it is open.",
                        text -> text.startsWith("Da") ? null : new float[] {2}))
                .isEmpty();
        assertThat(equality.ppm("It costs 30 there.", "It costs 40 there.", text -> null))
                .hasValue(0);
        int unlike = equality.ppm("It costs 30 here.", "There it costs 40.", text -> new float[] {2})
                .orElseThrow();
        assertThat(equality.accepts(unlike)).isFalse();
        assertThat(new TextEquality(0.1, "sha256:01", 0, verifier).accepts(0)).isFalse();
    }

    @Test
    void cosine_needsNoUnitLength_andKnowsNoOtherWidths() {
        assertThat(Cosine.of(new float[] {3, 0}, new float[] {5, 0})).isEqualTo(1);
        assertThat(Cosine.of(new float[] {3, 0}, new float[] {0, 2})).isZero();
        assertThat(Cosine.of(new float[] {0, 0}, new float[] {0, 2})).isZero();
        assertThat(Cosine.of(new float[] {1}, new float[] {1, 2})).isZero();
        assertThat(compared("It is open daily.", "Daily, it is open.").value(Sign.COSINE))
                .isEqualTo(0.9);
        assertThat(Comparison.ofAnswers("a", "b", Double.NaN).value(Sign.COSINE))
                .isZero();
    }
}
