package io.tiergate.laboratory.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tiergate.laboratory.World;
import io.tiergate.laboratory.recorded.RecordedPrompt;
import io.tiergate.laboratory.train.Folds;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SuccessTrialTest {
    private static final int PROMPTS = 400;

    /** Numbers that tell nothing, but for what the first one is made to. */
    private static SuccessTrial trial(List<RecordedPrompt> prompts, boolean telling) {
        Random random = new Random(3);
        List<String> texts = new ArrayList<>();
        List<float[]> embeddings = new ArrayList<>();
        for (RecordedPrompt prompt : prompts) {
            float[] embedding = new float[6];
            for (int i = 0; i < embedding.length; i++) {
                embedding[i] = (float) random.nextGaussian();
            }
            if (telling) {
                double right = Objects.requireNonNull(prompt.score(World.CHEAP));
                embedding[0] = (float) (right * 2 - 1 + 0.3 * random.nextGaussian());
            }
            texts.add(prompt.turns().getFirst());
            embeddings.add(embedding);
        }
        return SuccessTrial.of(World.study(prompts), texts, embeddings);
    }

    private static SuccessTrial.OfModel of(SuccessTrial trial, String model) {
        return trial.models().stream()
                .filter(one -> one.model().equals(model))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void embeddingThatTellsNothing_doesNotBeatThePrior() {
        SuccessTrial trial = trial(World.prompts(PROMPTS, 1), false);
        assertThat(trial.models()).hasSize(3).noneMatch(SuccessTrial.OfModel::isBetter);
        assertThat(trial.choosesBetter()).isFalse();
        assertThat(trial.verdict()).isEqualTo("no head predicts better than the prior: not used");
        assertThat(of(trial, World.CHEAP).gain().value()).isBetween(-0.02, 0.01);
    }

    @Test
    void embeddingThatTellsWhoIsRight_beatsThePrior_andChoosesBetter() {
        SuccessTrial trial = trial(World.prompts(PROMPTS, 1), true);
        SuccessTrial.OfModel cheap = of(trial, World.CHEAP);
        assertThat(cheap.isBetter()).isTrue();
        assertThat(cheap.aurocHead()).isGreaterThan(0.98);
        assertThat(cheap.aurocPrior()).isBetween(0.35, 0.65);
        assertThat(trial.choosesBetter()).isTrue();
        assertThat(trial.verdict()).contains("predict better", "choosing by them gives more");
        assertThat(trial.card()).containsEntry("used", false).containsKeys("models", "choosing", "verdict");
    }

    @Test
    void sameTrial_givesTheSame() {
        assertThat(trial(World.prompts(60, 1), true).card())
                .isEqualTo(trial(World.prompts(60, 1), true).card());
    }

    @Test
    void promptsOfOneText_standTogether() {
        List<String> texts =
                IntStream.range(0, 300).mapToObj(i -> "text " + i % 40).toList();
        Folds folds = SuccessHeads.byText(texts, 5, 1);
        assertThat(IntStream.range(0, 300))
                .allSatisfy(
                        i -> assertThat(folds.of().get(i)).isEqualTo(folds.of().get(i % 40)));
        assertThat(folds.of()).contains(0, 1, 2, 3, 4);
    }

    @Test
    void areaUnderTheCurve_countsTiesHalf() {
        boolean[] right = {true, false, true, false};
        assertThat(Auroc.of(new double[] {0.9, 0.1, 0.8, 0.2}, right)).isEqualTo(1);
        assertThat(Auroc.of(new double[] {0.1, 0.9, 0.2, 0.8}, right)).isZero();
        assertThat(Auroc.of(new double[] {0.5, 0.5, 0.5, 0.5}, right)).isEqualTo(0.5);
        assertThat(Auroc.of(new double[] {0.5, 0.5, 0.9, 0.1}, right)).isCloseTo(0.875, within(1e-12));
        assertThat(Auroc.of(new double[] {0.5, 0.4}, new boolean[] {true, true}))
                .isEqualTo(0.5);
    }
}
