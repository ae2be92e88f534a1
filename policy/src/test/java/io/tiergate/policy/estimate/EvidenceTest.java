package io.tiergate.policy.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiergate.policy.answer.AnswerKind;
import io.tiergate.policy.answer.AnswerTraits;
import io.tiergate.policy.answer.CanonicalAnswer;
import io.tiergate.policy.estimate.Evidence.Seen;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvidenceTest {
    /** Unreadable answers of that many characters. */
    static Evidence evidence(long inputTokens, int chars, String... models) {
        AnswerTraits traits = new AnswerTraits(chars, AnswerTraits.Form.NONE);
        return new Evidence(
                inputTokens,
                Arrays.stream(models)
                        .map(model -> new Seen(model, null, traits))
                        .toList());
    }

    private static Seen number(String model, String reply, String canonical) {
        CanonicalAnswer answer = new CanonicalAnswer(AnswerKind.NUMBER, canonical);
        return new Seen(model, answer.digest(), AnswerTraits.of(reply, Optional.of(answer), null));
    }

    private static double value(Evidence evidence, List<String> order, String feature) {
        int at = Evidence.featureNames(order.size()).indexOf(feature);
        assertThat(at).as(feature).isNotNegative();
        return evidence.features(order)[at];
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void features_areAsManyAsTheirNames_andTheFirstIsOne(int models) {
        String[] order = IntStream.range(0, models).mapToObj(i -> "p/m" + i).toArray(String[]::new);
        double[] features = evidence(100, 50, order).features(List.of(order));
        assertThat(features).hasSameSizeAs(Evidence.featureNames(models));
        assertThat(Evidence.featureNames(models)).doesNotHaveDuplicates();
        assertThat(features[0]).isEqualTo(1);
        assertThat(features).doesNotContain(Double.NaN);
    }

    @Test
    void agreement_isWhichAnswersAreEqual_andHowManyDiffer() {
        assertThat(Evidence.featureNames(3).stream().filter(Evidence::isAgreement))
                .containsExactly("distinct", "same.0.1", "same.0.2", "same.1.2");
        assertThat(Evidence.featureNames(1)).noneMatch(Evidence::isAgreement);
    }

    @Test
    void equalAnswers_agree_andAreOneOfTheDistinct() {
        Evidence evidence = new Evidence(
                9, List.of(number("a/x", "It is 42", "42"), number("b/y", "42", "42"), number("c/z", "-7.5", "-7.5")));
        List<String> order = List.of("a/x", "b/y", "c/z");
        assertThat(value(evidence, order, "same.0.1")).isEqualTo(1);
        assertThat(value(evidence, order, "same.0.2")).isZero();
        assertThat(value(evidence, order, "same.1.2")).isZero();
        assertThat(value(evidence, order, "distinct")).isEqualTo(2);
        assertThat(value(evidence, order, "prompt")).isEqualTo(StrictMath.log(10));
        assertThat(value(evidence, order, "chars.0")).isEqualTo(StrictMath.log(9));
        assertThat(value(evidence, order, "spread")).isEqualTo(StrictMath.log(9) - StrictMath.log(3));
    }

    @Test
    void form_isThatOfTheFirstModelsAnswer_inTheOrderThatIsAsked() {
        Evidence evidence = new Evidence(9, List.of(number("a/x", "1/2", "1/2"), number("b/y", "-7.5", "-7.5")));
        assertThat(value(evidence, List.of("a/x", "b/y"), "form.fraction")).isEqualTo(1);
        assertThat(value(evidence, List.of("a/x", "b/y"), "form.negative")).isZero();
        assertThat(value(evidence, List.of("b/y", "a/x"), "form.fraction")).isZero();
        assertThat(value(evidence, List.of("b/y", "a/x"), "form.negative")).isEqualTo(1);
        assertThat(value(evidence, List.of("b/y", "a/x"), "form.decimal")).isEqualTo(1);
        assertThat(value(evidence, List.of("b/y", "a/x"), "form.digits")).isEqualTo(StrictMath.log(3));
        assertThat(value(evidence, List.of("b/y", "a/x"), "form.chars")).isEqualTo(StrictMath.log(5));
    }

    @Test
    void unreadableAnswers_agreeWithNothing_notEvenWithEachOther() {
        Evidence evidence = evidence(9, 5, "a/x", "b/y");
        List<String> order = List.of("a/x", "b/y");
        assertThat(value(evidence, order, "unread.0")).isEqualTo(1);
        assertThat(value(evidence, order, "unread.1")).isEqualTo(1);
        assertThat(value(evidence, order, "same.0.1")).isZero();
        assertThat(value(evidence, order, "distinct")).isEqualTo(2);
        assertThat(value(evidence, order, "form.chars")).isZero();
    }

    @Test
    void modelThatDidNotAnswer_isNoEvidence() {
        assertThatThrownBy(() -> evidence(9, 5, "a/x").features(List.of("a/x", "b/y")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("b/y");
    }
}
