package io.tiergate.laboratory.similarity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tiergate.laboratory.evaluate.Auroc;
import io.tiergate.laboratory.similarity.VerifierReport.OfKind;
import io.tiergate.laboratory.similarity.VerifierReport.Settings;
import io.tiergate.laboratory.similarity.VerifierReport.Variant;
import io.tiergate.laboratory.text.UnusableSetException;
import io.tiergate.policy.similarity.Sign;
import io.tiergate.policy.similarity.Subject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On the written pairs, with letters in place of an encoder: what is the same of both is that alike texts lie near each other. */
final class VerifierTrainerTest {
    private static final int WIDTH = 256;
    private static VerifierReport report;

    @BeforeAll
    static void train() throws UnusableSetException {
        report = trained(0.1);
    }

    private static VerifierReport trained(double maxWrongHits) throws UnusableSetException {
        return VerifierTrainer.train(
                ComparedPairs.of(
                        Subject.QUESTIONS,
                        PairReader.written(Subject.QUESTIONS),
                        texts -> texts.stream()
                                .map(VerifierTrainerTest::trigrams)
                                .toList()),
                new Settings(5, 1, maxWrongHits, 0.95));
    }

    private static float[] trigrams(String text) {
        float[] counts = new float[WIDTH];
        String folded = " " + text.toLowerCase(Locale.ROOT) + " ";
        for (int i = 0; i + 3 <= folded.length(); i++) {
            counts[Math.floorMod(folded.substring(i, i + 3).hashCode(), WIDTH)]++;
        }
        return counts;
    }

    private static HitCurve curve(String name) {
        return report.variants().stream()
                .filter(variant -> variant.name().equals(name))
                .findFirst()
                .orElseThrow()
                .curve();
    }

    private static double auc(String name) {
        return report.variants().stream()
                .filter(variant -> variant.name().equals(name))
                .findFirst()
                .orElseThrow()
                .auc();
    }

    @Test
    void guards_tellMoreThanTheCosine() {
        assertThat(auc("verifier")).isGreaterThan(auc("cosine alone") + 0.1);
        assertThat(auc("without negation")).isLessThan(auc("verifier"));
        assertThat(auc("without opposites")).isLessThan(auc("verifier"));
        assertThat(curve("verifier").at(0.7).wrongShare())
                .isLessThan(curve("cosine alone").at(0.7).wrongShare());
        assertThat(report.variants())
                .extracting(Variant::name)
                .contains("without numbers", "without language", "without vetoes", "cosine and vetoes");
    }

    @Test
    void weights_countTheRightWay() {
        Map<Sign, Double> weights = report.verifier().weights();
        assertThat(weights.get(Sign.COSINE)).isNotNegative();
        assertThat(weights.get(Sign.OVERLAP)).isNotNegative();
        for (Sign guard : List.of(Sign.NUMBERS, Sign.UNITS, Sign.NEGATION, Sign.OPPOSITES, Sign.DIRECTION)) {
            assertThat(weights.get(guard)).as(guard.label()).isNegative();
        }
        for (Sign sign : Subject.QUESTIONS.signs()) {
            assertThat(weights.get(sign)).as(sign.label()).isBetween(-1_000.0, 1_000.0);
        }
    }

    @Test
    void vetoes_costHardlyAHit() {
        assertThat(report.counts().vetoed()).isGreaterThan(30);
        assertThat(report.counts().vetoedSame()).isLessThanOrEqualTo(2);
    }

    @Test
    void probabilities_holdOnTheWhole() {
        assertThat(report.calibration().predicted())
                .isCloseTo(report.calibration().observed(), within(0.02));
    }

    @Test
    void everyPair_isOfAKind_andServedOnesAreTheHits() {
        assertThat(report.kinds().stream().mapToInt(OfKind::pairs).sum())
                .isEqualTo(report.counts().pairs());
        Hits chosen = report.chosen();
        assertThat(report.kinds().stream().mapToInt(OfKind::served).sum())
                .isEqualTo(chosen == null ? 0 : chosen.served());
    }

    @Test
    void oneInAHundred_cannotBeShownByThesePairs() throws UnusableSetException {
        VerifierReport strict = trained(0.01);
        assertThat(strict.shown()).isNull();
        assertThat(strict.hitsNeeded()).isEqualTo(299);
    }

    @Test
    void sameSeed_learnsTheSame() throws UnusableSetException {
        VerifierReport again = trained(0.1);
        assertThat(again.verifier()).isEqualTo(report.verifier());
        assertThat(again.shown()).isEqualTo(report.shown());
        assertThat(again.observed()).isEqualTo(report.observed());
    }

    @Test
    void answers_areToldApartBySigns_andNeverByTheSameText() throws UnusableSetException {
        VerifierReport answers = VerifierTrainer.train(
                ComparedPairs.of(
                        Subject.ANSWERS,
                        PairReader.written(Subject.ANSWERS),
                        texts -> texts.stream()
                                .map(VerifierTrainerTest::trigrams)
                                .toList()),
                new Settings(5, 1, 0.3, 0.95));
        Map<String, Variant> variants =
                answers.variants().stream().collect(Collectors.toMap(Variant::name, variant -> variant));
        double auc = Objects.requireNonNull(variants.get("verifier")).auc();
        assertThat(auc)
                .isGreaterThan(
                        Objects.requireNonNull(variants.get("cosine alone")).auc() + 0.1);
        assertThat(auc)
                .isGreaterThan(
                        Objects.requireNonNull(variants.get("without numbers")).auc());
        Variant same = Objects.requireNonNull(variants.get("the same text"));
        assertThat(same.auc()).isEqualTo(0.5);
        assertThat(same.curve().at(0.5).served()).isZero();
        assertThat(answers.verifier().weights().keySet()).containsExactlyInAnyOrderElementsOf(Subject.ANSWERS.signs());
        assertThat(VerifierMember.of(answers, new Hits(0.9, 1, 0), "sha256:ab", "x"))
                .containsOnlyKeys("max_wrong", "verifier");
    }

    @Test
    void auc_countsEqualScoresHalf() {
        assertThat(Auroc.of(new double[] {0.1, 0.2, 0.3, 0.4}, new boolean[] {false, false, true, true}))
                .isEqualTo(1);
        assertThat(Auroc.of(new double[] {1, 1}, new boolean[] {true, false})).isEqualTo(0.5);
    }

    @Test
    void semanticCacheText_saysWhatWasMeasured() {
        Hits chosen = new Hits(0.9, 40, 1);
        Map<String, Object> semantic = VerifierMember.of(report, chosen, "sha256:ab", "pairs.jsonl");
        assertThat(semantic).containsOnlyKeys("max_wrong_hits", "verifier");
        Map<?, ?> verifier = (Map<?, ?>) Objects.requireNonNull(semantic.get("verifier"));
        assertThat(verifier.get("model")).isEqualTo("sha256:ab");
        assertThat(String.valueOf(verifier.get("threshold"))).isEqualTo("0.9");
        Map<?, ?> card = (Map<?, ?>) Objects.requireNonNull(verifier.get("card"));
        assertThat(card.get("from")).isEqualTo("pairs.jsonl");
        assertThat(card.get("wrong_hits")).isEqualTo(1);
        assertThat(String.valueOf(card.get("wrong_share_at_most"))).isEqualTo("0.1106");
        assertThat((List<?>) card.get("hits")).hasSameSizeAs(VerifierMember.THRESHOLDS);
    }
}
