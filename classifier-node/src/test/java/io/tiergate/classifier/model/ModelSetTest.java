package io.tiergate.classifier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelSetTest {
    @TempDir
    private Path directory;

    @Test
    void heads_runByNameOverOneEmbedding() {
        TestModels.encoder(directory, "kind", "urgent");
        try (ModelSet set = load()) {
            assertThat(set.heads()).containsExactly("kind", "urgent");
            Analysis all = analyse(set, "bug bug", set.heads());
            Scores kind = scores(all, "kind");
            assertThat(kind.labels()).containsExactly("bug", "billing", "other");
            assertThat(kind.probability(0)).isGreaterThan(0.9f);
            assertThat(kind.probability(0) + kind.probability(1) + kind.probability(2))
                    .isCloseTo(1, within(1e-6f));
            Analysis one = analyse(set, "bug bug", Set.of("kind"));
            assertThat(one.heads()).containsOnlyKeys("kind");
        }
    }

    @Test
    void headOfOneColumn_isTheLogitOfItsSecondLabel() {
        TestModels.encoder(directory, "urgent");
        try (ModelSet set = load()) {
            Scores urgent = scores(analyse(set, "bug", set.heads()), "urgent");
            // The mean of [CLS] bug [SEP] is (4, 0, 2, 0) / 3, at unit length (.894, 0, .447, 0).
            double logit = 4 * 2 / Math.sqrt(5) - 2;
            assertThat((double) urgent.probability(1)).isCloseTo(1 / (1 + Math.exp(-logit)), within(1e-5));
            assertThat(urgent.probability(0) + urgent.probability(1)).isCloseTo(1, within(1e-6f));
        }
    }

    @Test
    void batchOfFloatModel_givesTheBitsOfEachTextAlone() {
        TestModels.encoder(directory);
        try (ModelSet set = load()) {
            assertThat(set.batches()).isTrue();
            List<Tokens> texts = List.of(
                    set.tokenize("bug", Set.of()),
                    set.tokenize("bill hello bug hello bill", Set.of()),
                    set.tokenize("", Set.of()));
            float[][] together = set.encode(texts);
            for (int i = 0; i < together.length; i++) {
                assertThat(together[i]).isEqualTo(set.encode(List.of(texts.get(i)))[0]);
            }
        }
    }

    @Test
    void textBeyondTheWindow_keepsItsClosingToken_andTheTokenizersOwnCutDoesNotCount() {
        TestModels.encoder(directory);
        try (ModelSet set = load()) {
            Tokens whole = set.tokenize("bug ".repeat(6), Set.of());
            assertThat(whole.ids()).containsExactly(2, 4, 4, 4, 4, 4, 4, 3);
            assertThat(whole.cut()).isZero();
            Tokens cut = set.tokenize("bug ".repeat(10), Set.of());
            assertThat(cut.ids()).containsExactly(2, 4, 4, 4, 4, 4, 4, 3);
            assertThat(cut.cut()).isEqualTo(4);
        }
    }

    @Test
    void wholeClassifier_saysItsLabelsAndEmbedsNothing() {
        TestModels.set("labels", directory);
        try (ModelSet set = load()) {
            assertThat(set.embeddingWidth()).isZero();
            assertThat(set.heads()).containsExactly("kind");
            Analysis analysis = analyse(set, "bill", set.heads());
            assertThat(analysis.width()).isZero();
            Scores kind = scores(analysis, "kind");
            assertThat(kind.labels()).containsExactly("bug", "billing");
            assertThat((double) kind.probability(1)).isCloseTo(1 / (1 + Math.exp(-4)), within(1e-5));
        }
    }

    @ParameterizedTest
    @CsvSource({"energy, -8.0", "largest_logit, -8.0"})
    void distance_isByTheCardsMeasureAndBound(String measure, double bound) {
        TestModels.encoder(directory, "kind");
        TestModels.write(directory, "card.json", """
                {"name": "tiny", "window": 8, "pooling": "mean",
                 "distance": {"head": "kind", "measure": "%s", "bound": %s}}""".formatted(measure, bound));
        try (ModelSet set = load()) {
            Analysis seen = analyse(set, "hello", set.heads());
            assertThat(seen.distance()).isNotNull();
            assertThat(seen.unseen()).isFalse();
            // Between two labels no logit is large.
            Analysis between = analyse(set, "bug bill", set.heads());
            assertThat(between.distance()).isGreaterThan(seen.distance());
            assertThat(between.unseen()).isTrue();
            assertThat(analyse(set, "hello", Set.of()).distance()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"nan, not a finite number", "zero, has no direction"})
    void outputThatIsNoVector_isAnErrorAndNeverAResult(String text, String reason) {
        TestModels.encoder(directory, "kind");
        try (ModelSet set = load()) {
            assertThatThrownBy(() -> analyse(set, text, set.heads()))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("the model tiny gave")
                    .hasMessageContaining(reason);
        }
    }

    @Test
    void headsSeeTheEndsOfATextBesides_whereTheCardSaysSo() {
        TestModels.encoder(directory, "ends");
        TestModels.write(directory, "card.json", """
                {"name": "tiny", "window": 8, "pooling": "mean", "edges": 2}""");
        try (ModelSet set = load()) {
            Scores begins = scores(analyse(set, "bug bug bill hello bill bill", set.heads()), "ends");
            Scores ends = scores(analyse(set, "bill  bill hello bill bug\tbug ", set.heads()), "ends");
            assertThat(begins.probability(0)).isGreaterThan(0.9f);
            assertThat(ends.probability(1)).isGreaterThan(0.9f);
            // A text of no more words is its own end, both ways; the embedding is of the whole text alone.
            Analysis brief = analyse(set, " bug bill ", set.heads());
            assertThat((double) scores(brief, "ends").probability(0)).isCloseTo(0.5, within(1e-6));
            assertThat(brief.width()).isEqualTo(4);
            assertThat(set.tokenize("bug bug bill hello bill bill", set.heads()).run())
                    .isEqualTo(8 + 4 + 4);
            assertThat(set.tokenize("bug bug bill hello bill bill", Set.of()).run())
                    .isEqualTo(8);
        }
    }

    @Test
    void headThatSeesNoEnds_isRefusedInASetWhoseCardSaysSo() {
        TestModels.encoder(directory, "kind");
        TestModels.write(directory, "card.json", """
                {"name": "tiny", "window": 8, "pooling": "mean", "edges": 2}""");
        assertRefused("kind.onnx takes embeddings of 4 numbers, the model gives 12; train the head on this model");
    }

    @Test
    void headOfAnotherWidth_isRefusedByName() {
        TestModels.encoder(directory, "wide");
        assertRefused("wide.onnx takes embeddings of 5 numbers, the model gives 4; train the head on this model");
    }

    @Test
    void headOfASingleNumber_isRefusedByName() {
        TestModels.encoder(directory, "single");
        assertRefused("single.onnx: its input embedding is one number; a head takes embeddings");
    }

    @Test
    void headWhoseProbabilitiesAreNone_isRefusedByName() {
        TestModels.encoder(directory, "kind");
        TestModels.write(
                directory, "heads/kind.json", "{\"labels\": [\"a\", \"b\", \"c\"], \"gives\": \"probabilities\"}");
        assertRefused("kind.onnx gave what are no probabilities: they sum to 0.0; correct `gives` in its card");
    }

    @Test
    void outputWithoutARowForEachToken_isRefused_whereTheyAreAveraged() {
        TestModels.set("once", directory);
        assertRefused("has the shape [1, 1, 4]; with this pooling it is [texts, tokens, width]");
    }

    @Test
    void vectorOfAnotherWidthThanBefore_isAnErrorAndNeverAResult() {
        TestModels.set("wavering", directory);
        try (ModelSet set = load()) {
            assertThatThrownBy(() -> analyse(set, "bug", Set.of()))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("the model wavering gave 3 numbers in place of " + set.embeddingWidth());
        }
    }

    @Test
    void headWithoutLabels_isRefusedByName() throws IOException {
        TestModels.encoder(directory, "kind");
        Files.delete(directory.resolve("heads/kind.json"));
        assertRefused("heads/kind.json is missing");
    }

    @Test
    void headWithOtherLabelsThanOutputs_isRefused() {
        TestModels.encoder(directory, "kind");
        TestModels.write(directory, "heads/kind.json", "{\"labels\": [\"a\", \"b\"]}");
        assertRefused("gives 3 numbers, its card names 2 labels");
    }

    @Test
    void fileThatIsNoOnnx_isRefusedByName() {
        TestModels.encoder(directory);
        TestModels.write(directory, "model.onnx", "not a model");
        assertRefused("model.onnx is no ONNX model that runs here");
    }

    @Test
    void fileThatIsNoTokenizer_isRefusedByName() {
        TestModels.encoder(directory);
        TestModels.write(directory, "tokenizer.json", "{}");
        assertRefused("tokenizer.json is no tokenizer");
    }

    @Test
    void modelOfPictures_isRefused() {
        TestModels.set("pixels", directory);
        assertRefused("its input pixel_values is unknown; a text model takes input_ids");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | name is missing or no text",
                "[] | is no JSON object",
                "{ | is no JSON",
                "{\"name\": \"t\", \"window\": 2, \"pooling\": \"mean\"} | window is missing or no whole number from 3 to 131072",
                "{\"name\": \"t\", \"window\": 2000000000, \"pooling\": \"mean\"} | window is missing or no whole number from 3 to 131072",
                "{\"name\": \"t\", \"window\": 8, \"pooling\": \"avg\"} | pooling is \"avg\"; write one of mean, cls, none",
                "{\"name\": \"t\", \"window\": 8, \"pooling\": \"mean\", \"dims\": 4} | unknown field dims",
                "{\"name\": \"t\", \"window\": 8, \"pooling\": \"mean\", \"dimensions\": 5} | gives 4 numbers a text, its card says 5",
                "{\"name\": \"t\", \"window\": 8, \"pooling\": \"none\"} | with this pooling it is [texts, width]",
                "{\"name\": \"t\", \"window\": 8, \"pooling\": \"mean\", \"output\": \"x\"} | it has no output x; it has last_hidden_state",
                "{\"name\": \"t\", \"window\": 8, \"id2label\": {\"0\": \"a\", \"1\": \"b\"}} | head and id2label go together",
                "{\"name\": \"t\", \"window\": 8, \"pooling\": \"mean\", \"distance\": {\"head\": \"k\", \"measure\": \"energy\", \"bound\": 1}} | which the set has not",
            })
    void cardThatIsWrong_isRefusedByField(String card, String reason) {
        TestModels.encoder(directory);
        TestModels.write(directory, "card.json", card);
        assertRefused(reason);
    }

    private static Scores scores(Analysis analysis, String head) {
        return Objects.requireNonNull(analysis.heads().get(head));
    }

    private void assertRefused(String reason) {
        assertThatThrownBy(() -> load().close())
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining(reason);
    }

    private ModelSet load() {
        return ModelSet.load(ModelFiles.in(directory), Device.CPU);
    }

    private static Analysis analyse(ModelSet set, String text, Set<String> heads) {
        Tokens tokens = set.tokenize(text, heads);
        return set.judge(tokens, set.encode(List.of(tokens))[0], heads);
    }
}
