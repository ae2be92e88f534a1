package io.tiergate.laboratory.similarity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiergate.laboratory.text.UnusableSetException;
import io.tiergate.laboratory.train.Folds;
import io.tiergate.policy.similarity.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

final class ComparedPairsTest {
    private static List<float[]> lengths(List<String> texts) {
        return texts.stream().map(text -> new float[] {1, text.length()}).toList();
    }

    private static List<TextPair> pairs(int same, int others) {
        List<TextPair> pairs = new ArrayList<>();
        for (int i = 0; i < same + others; i++) {
            pairs.add(new TextPair("q" + i, "other" + "x".repeat(i), i < same, "k"));
        }
        return pairs;
    }

    private static void refused(List<TextPair> pairs, Function<List<String>, List<float[]>> embed, String problem) {
        assertThatThrownBy(() -> ComparedPairs.of(Subject.QUESTIONS, pairs, embed))
                .isInstanceOfSatisfying(UnusableSetException.class, e -> {
                    assertThat(e.problem()).contains(problem);
                    assertThat(e.remedy()).isNotEmpty();
                });
    }

    @Test
    void bothLabels_areNeeded() {
        refused(pairs(20, 0), ComparedPairsTest::lengths, "no pair is labelled \"same\": false");
        refused(pairs(1, 20), ComparedPairsTest::lengths, "only one pair is labelled \"same\": true");
        refused(pairs(20, 9), ComparedPairsTest::lengths, "only 9 pairs are labelled \"same\": false");
    }

    @Test
    void repeatedPair_countsOnce_inEitherOrder() throws UnusableSetException {
        List<TextPair> pairs = pairs(10, 10);
        pairs.add(new TextPair(pairs.getFirst().b(), pairs.getFirst().a(), true, "again"));
        ComparedPairs compared = ComparedPairs.of(Subject.QUESTIONS, pairs, ComparedPairsTest::lengths);
        assertThat(compared.size()).isEqualTo(20);
        assertThat(compared.repeated()).isEqualTo(1);
    }

    @Test
    void contradiction_isRefused() {
        List<TextPair> pairs = pairs(10, 10);
        pairs.add(new TextPair(pairs.getFirst().b(), pairs.getFirst().a(), false, ""));
        refused(pairs, ComparedPairsTest::lengths, "are the same in one line and not in another");
    }

    @Test
    void modelThatTellsNothingApart_isRefused() {
        refused(pairs(10, 10), texts -> texts.stream().map(_ -> new float[0]).toList(), "no embedding");
        refused(
                pairs(10, 10),
                texts -> texts.stream().map(_ -> new float[] {1, 2}).toList(),
                "the same embedding");
        refused(
                pairs(10, 10),
                texts -> texts.stream().map(_ -> new float[] {Float.NaN}).toList(),
                "an embedding holds NaN");
        refused(
                pairs(10, 10),
                texts -> texts.stream().map(text -> new float[text.length()]).toList(),
                "embeddings of 2 and of");
    }

    @Test
    void pairsThatShareAQuestion_areInOneFold() {
        List<TextPair> pairs = new ArrayList<>(pairs(30, 30));
        pairs.add(new TextPair("q1", "q2", false, ""));
        pairs.add(new TextPair("q2", "q59", false, ""));
        Folds folds = PairFolds.split(pairs, 5, 7);
        assertThat(List.of(
                        folds.of().get(1),
                        folds.of().get(2),
                        folds.of().get(59),
                        folds.of().get(60)))
                .containsOnly(folds.of().get(61));
        for (int fold = 0; fold < 5; fold++) {
            assertThat(folds.indices(fold, true)).hasSizeBetween(11, 16);
        }
        assertThat(PairFolds.split(pairs, 5, 7)).isEqualTo(folds);
        assertThat(PairFolds.split(pairs, 5, 8)).isNotEqualTo(folds);
    }
}
