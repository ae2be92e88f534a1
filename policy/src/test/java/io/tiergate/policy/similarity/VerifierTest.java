package io.tiergate.policy.similarity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class VerifierTest {
    private static final Verifier VERIFIER =
            new Verifier(Map.of(Sign.ONE, -20.0, Sign.COSINE, 20.0, Sign.OVERLAP, 4.0, Sign.OPPOSITES, -6.0));

    private final Locale before = Locale.getDefault();

    @AfterEach
    void restoreLocale() {
        Locale.setDefault(before);
    }

    @Test
    void weights_areAddedUp() {
        assertThat(VERIFIER.probability("How do I cancel?", "How can I cancel?", 0.95))
                .isEqualTo(1 / (1 + StrictMath.exp(-3.0)));
        assertThat(VERIFIER.judge("How do I enable it?", "How do I disable it?", 1)
                        .probability())
                .isLessThan(0.01);
        assertThat(new Verifier(Map.of()).probability("a", "b", 1)).isEqualTo(0.5);
    }

    @Test
    void veto_isNamed_andTheWeightsCanBeAskedAlone() {
        Comparison compared = Comparison.of("How old is 5?", "How old is 6?", 1);
        assertThat(VERIFIER.judge(compared)).isEqualTo(new Judgement(0, Veto.NUMBERS));
        assertThat(VERIFIER.unvetoed(compared)).isGreaterThan(0.9);
    }

    @Test
    void questionThatIsReadOnce_isJudgedAlike() {
        Question asked = Question.of("How do I enable it?");
        for (String kept : List.of("How do I disable it?", "how can I enable it", "", "a@b.org", "x".repeat(5_000))) {
            assertThat(VERIFIER.probability(asked, kept, 0.9))
                    .isEqualTo(VERIFIER.probability("How do I enable it?", kept, 0.9));
        }
        assertThat(VERIFIER.judge(Comparison.of(Question.of("🙂"), Question.of("ring 020 7946 0958"), 1)))
                .isEqualTo(new Judgement(0, Veto.PERSONAL_DATA));
    }

    @Test
    void thresholdIsEnough_nothingIsNot() {
        SemanticSettings settings = new SemanticSettings(0.01, "sha256:01", 0.9, VERIFIER);
        assertThat(settings.accepts(0.9)).isTrue();
        assertThat(settings.accepts(0.8999)).isFalse();
        assertThat(new SemanticSettings(0.01, "sha256:01", 0, VERIFIER).accepts(0))
                .isFalse();
    }

    @Test
    void judgement_isTheSameInEveryLocale() {
        double here = VERIFIER.probability("WHICH TITLE IS IT", "which title is it", 0.93);
        for (String tag : new String[] {"tr-TR", "ar-SA-u-nu-arab", "lt-LT"}) {
            Locale.setDefault(Locale.forLanguageTag(tag));
            assertThat(VERIFIER.probability("WHICH TITLE IS IT", "which title is it", 0.93))
                    .isEqualTo(here);
        }
    }

    /** What a policy document may name is what there is. */
    @ParameterizedTest
    @CsvSource({"QUESTIONS, verifier", "ANSWERS, answer_verifier"})
    void schema_describesEverySign(Subject subject, String definition) throws Exception {
        try (var in = Verifier.class.getResourceAsStream("/io/tiergate/policy/schema/policy.schema.json")) {
            JsonNode signs =
                    JsonMapper.shared().readTree(in).at("/$defs/" + definition + "/properties/weights/properties");
            assertThat(signs.propertyNames())
                    .containsExactlyElementsOf(
                            subject.signs().stream().map(Sign::label).toList());
            assertThat(signs)
                    .allSatisfy(sign ->
                            assertThat(sign.path("description").asString()).endsWith("."));
        }
    }
}
