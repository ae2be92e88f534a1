package io.tiergate.laboratory.heads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiergate.laboratory.heads.HeadReport.OfLabel;
import io.tiergate.laboratory.heads.Prompt.Part;
import io.tiergate.laboratory.text.UnusableSetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class HeadTrainerTest {
    private static List<Prompt> three(int each) {
        List<Prompt> prompts = new ArrayList<>(Texts.of("a", each));
        prompts.addAll(Texts.of("b", each));
        prompts.addAll(Texts.of("c", each));
        return prompts;
    }

    private static TrainedHead train(List<Prompt> prompts) throws UnusableSetException {
        return HeadTrainer.train(Texts.embedded(prompts), Prompt.TASK, 1);
    }

    private static String said(TrainedHead head, String text) {
        float[] vector = Texts.embed(List.of(text)).getFirst();
        return head.labels().get(Softmax.likeliest(head.softmax().logits(vector)));
    }

    @Test
    void head_findsTheLabelsOfPromptsThatItHasNotSeen() throws UnusableSetException {
        TrainedHead head = train(three(100));

        assertThat(head.labels()).containsExactly("a", "b", "c");
        assertThat(head.report().counts()).isEqualTo(new HeadReport.Counts(240, 240, 60, 0));
        assertThat(head.report().accuracy().value()).isGreaterThan(0.93);
        assertThat(head.report().accuracy().low())
                .isLessThanOrEqualTo(head.report().accuracy().value());
        assertThat(head.report().commonest()).isEqualTo(1.0 / 3);
        assertThat(said(head, "b never seen")).isEqualTo("b");
    }

    @Test
    void probabilities_holdWithinWhatChanceExplains() throws UnusableSetException {
        HeadReport report = train(three(400)).report();

        assertThat(report.calibration().n()).isEqualTo(240);
        assertThat(report.calibration().ece()).isLessThan(report.calibration().floor() + 0.03);
    }

    @Test
    void threshold_letsThroughMostOfItsLabel() throws UnusableSetException {
        for (OfLabel label : train(three(300)).report().labels()) {
            assertThat(label.threshold()).isBetween(0.0, 1.0);
            assertThat(label.thresholdRecall()).as(label.label()).isGreaterThan(0.85);
        }
    }

    @Test
    void unseenTexts_areFartherThanSeenOnes() throws UnusableSetException {
        List<Prompt> prompts = three(150);
        for (int i = 0; i < 50; i++) {
            prompts.add(new Prompt("h " + i, Map.of(), Part.TEST, true));
        }
        // A set that states a part states them all: what judges is named, too.
        for (int i = 0; i < 30; i++) {
            prompts.add(new Prompt("a judge " + i, Map.of(Prompt.TASK, "a"), Part.TEST, false));
        }

        HeadReport.Distance distance = train(prompts).report().distance();

        assertThat(distance.unseen()).isEqualTo(50);
        assertThat(distance.energyAuroc()).isGreaterThan(0.9);
        assertThat(distance.largestLogitAuroc()).isGreaterThan(0.9);
        assertThat(distance.unseenBeyond()).isGreaterThan(distance.beyond());
    }

    @Test
    void labelThatTheTestPartLacks_isNotJudged() throws UnusableSetException {
        List<Prompt> prompts = new ArrayList<>(three(40));
        for (int i = 0; i < 10; i++) {
            prompts.add(new Prompt("a judge " + i, Map.of(Prompt.TASK, "a"), Part.TEST, false));
        }

        List<OfLabel> labels = train(prompts).report().labels();

        assertThat(labels.get(0).recall()).isNotNull();
        assertThat(labels.get(1).test()).isZero();
        assertThat(labels.get(1).recall()).isNull();
    }

    @Test
    void labelWithOnePrompt_isLearnedAndNotJudged() throws UnusableSetException {
        List<Prompt> prompts = three(40);
        prompts.add(Texts.prompt("d", 1));

        TrainedHead head = train(prompts);

        OfLabel lonely = head.report().labels().get(3);
        assertThat(lonely.label()).isEqualTo("d");
        assertThat(lonely.learn()).isEqualTo(1);
        assertThat(lonely.test()).isZero();
        assertThat(lonely.recall()).isNull();
        assertThat(Arrays.stream(head.softmax().logits(new float[Texts.WIDTH]))).allMatch(Double::isFinite);
    }

    @Test
    void labelInTheTestPartAlone_isRefused() {
        List<Prompt> prompts = new ArrayList<>(three(40));
        prompts.add(new Prompt("e 1", Map.of(Prompt.TASK, "e"), Part.TEST, false));

        assertThatThrownBy(() -> train(prompts)).hasMessage("the task `e` is in the test part only");
    }

    @Test
    void oneLabel_isRefused() {
        assertThatThrownBy(() -> train(Texts.of("a", 40))).hasMessage("every prompt has the task `a`");
    }

    @Test
    void headThatNoPromptHasLabelsOf_isRefused() {
        assertThatThrownBy(() -> HeadTrainer.train(Texts.embedded(three(20)), Prompt.DOMAIN, 1))
                .hasMessage("no prompt to learn from has a domain");
    }

    @Test
    void identicalTexts_areRefused() {
        List<Prompt> same = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            same.add(new Prompt("same", Map.of(Prompt.TASK, i % 2 == 0 ? "a" : "b"), Part.ANY, false));
        }

        assertThatThrownBy(() -> Texts.embedded(same)).hasMessage("all 30 prompts are the same text");
    }

    @Test
    void embeddingsThatTellNothingApart_areRefused() {
        assertThatThrownBy(() -> EmbeddedPrompts.of(
                        three(10),
                        0,
                        texts -> texts.stream().map(_ -> new float[] {1, 0}).toList()))
                .hasMessage("the model gives every prompt the same embedding");
    }

    @Test
    void modelThatEmbedsNothing_isRefused() {
        assertThatThrownBy(() -> EmbeddedPrompts.of(
                        three(10),
                        0,
                        texts -> texts.stream().map(_ -> new float[0]).toList()))
                .hasMessage("the model gives no embedding");
    }

    @Test
    void embeddingThatIsNoNumber_isRefused() {
        assertThatThrownBy(() -> EmbeddedPrompts.of(
                        three(10),
                        0,
                        texts -> texts.stream()
                                .map(_ -> new float[] {1, Float.NaN})
                                .toList()))
                .hasMessage("an embedding holds NaN");
    }

    @Test
    void fewPrompts_areRefused() {
        assertThatThrownBy(() -> Texts.embedded(three(3))).hasMessage("there are 9 different prompts");
    }

    @Test
    void repeatedPrompt_countsOnce() throws UnusableSetException {
        List<Prompt> prompts = three(30);
        prompts.addAll(Texts.of("a", 7));

        assertThat(train(prompts).report().counts().repeated()).isEqualTo(7);
    }

    @Test
    void textThatJudges_isNotLearnedFrom() throws UnusableSetException {
        List<Prompt> prompts = three(30);
        for (Prompt prompt : Texts.of("a", 5)) {
            prompts.add(new Prompt(prompt.text(), prompt.labels(), Part.TEST, false));
        }

        HeadReport.Counts counts = train(prompts).report().counts();

        assertThat(counts.repeated()).isEqualTo(5);
        assertThat(counts.learn()).isEqualTo(85);
    }

    @Test
    void headsThatSeeEnds_tellTextsThatDifferThere() throws UnusableSetException {
        List<Prompt> prompts = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            // What Texts.embed sees of a whole text is its first letter: alike for both.
            String end = i % 2 == 0 ? "a" : "b";
            prompts.add(new Prompt("c" + i + " c " + end + " " + end + i, Map.of(Prompt.TASK, end), Part.ANY, false));
        }

        assertThat(accuracy(EmbeddedPrompts.of(prompts, 0, Texts::embed))).isLessThan(0.75);
        assertThat(accuracy(EmbeddedPrompts.of(prompts, 2, Texts::embed))).isGreaterThan(0.9);
    }

    private static double accuracy(EmbeddedPrompts prompts) throws UnusableSetException {
        return HeadTrainer.train(prompts, Prompt.TASK, 1).report().accuracy().value();
    }

    @Test
    void sameSeed_sameHead() throws UnusableSetException {
        float[] once = train(three(50)).softmax().matrix();

        assertThat(train(three(50)).softmax().matrix()).isEqualTo(once);
    }
}
