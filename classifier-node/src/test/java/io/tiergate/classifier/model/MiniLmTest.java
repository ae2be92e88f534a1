package io.tiergate.classifier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bundled model, as it ships. */
class MiniLmTest {
    private static ModelSet model;

    @BeforeAll
    static void load() {
        model = ModelSet.load(ModelFiles.bundled(), Device.CPU);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void bundledModel_isQuantisedAndRunsOneTextAtATime() {
        assertThat(model.batches()).isFalse();
        assertThat(model.device()).isEqualTo(Device.CPU);
        assertThat(model.embeddingWidth()).isEqualTo(384);
        assertThat(model.digest()).matches("sha256:[0-9a-f]{64}");
    }

    @Test
    void paraphrase_isCloserThanUnrelatedText() {
        float[] text = embed("How do I reset my password?");
        double paraphrase = dot(text, embed("I forgot my password, how can I change it?"));
        double unrelated = dot(text, embed("Write a Python function that sorts a list."));
        assertThat(paraphrase).isGreaterThan(unrelated + 0.3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "😀🎉🚀", "\ud800 alone", "\udc00", "plain words"})
    void anyText_hasUnitLengthAndIsSeenWhole(String text) {
        Analysis analysis = analyse(text);
        float[] vector = vector(analysis);
        assertThat(dot(vector, vector)).isCloseTo(1, within(1e-5));
        assertThat(analysis.tokensCut()).isZero();
    }

    @Test
    void window_isTheModels512TokensAndWhatIsCutIsSaid() {
        Analysis within = analyse("word ".repeat(510));
        assertThat(within.tokens()).isEqualTo(512);
        assertThat(within.tokensCut()).isZero();
        Analysis beyond = analyse("word ".repeat(200_000)); // a million characters
        assertThat(beyond.tokens()).isEqualTo(200_002);
        assertThat(beyond.tokensCut()).isEqualTo(200_002 - 512);
        assertThat(vector(beyond)).isEqualTo(vector(within));
    }

    @Test
    void parallelCallers_getTheSameBits() {
        float[] alone = embed("the same text");
        assertThat(IntStream.range(0, 32).parallel().mapToObj(i -> {
                    embed("another text " + i);
                    return embed("the same text");
                }))
                .allSatisfy(vector -> assertThat(vector).isEqualTo(alone));
    }

    @ParameterizedTest
    @CsvSource({
        "'Translate into Norwegian: the harbour is frozen until spring.', translation, general",
        "Write a Java method that merges two sorted arrays., code, code",
        "What is 15 percent of 80?, maths, general"
    })
    void bundledHeads_tellTasksAndDomains(String text, String task, String domain) {
        Tokens tokens = model.tokenize(text, model.heads());
        Analysis analysis = model.judge(tokens, model.encode(List.of(tokens))[0], model.heads());
        assertThat(likeliest(analysis, "task")).isEqualTo(task);
        assertThat(likeliest(analysis, "domain")).isEqualTo(domain);
        assertThat(analysis.distance()).isNotNull();
    }

    private static String likeliest(Analysis analysis, String head) {
        Scores scores = Objects.requireNonNull(analysis.heads().get(head));
        int best = 0;
        for (int i = 1; i < scores.labels().size(); i++) {
            best = scores.probability(i) > scores.probability(best) ? i : best;
        }
        return scores.labels().get(best);
    }

    private static Analysis analyse(String text) {
        Tokens tokens = model.tokenize(text, Set.of());
        return model.judge(tokens, model.encode(List.of(tokens))[0], Set.of());
    }

    private static float[] embed(String text) {
        return vector(analyse(text));
    }

    private static float[] vector(Analysis analysis) {
        float[] vector = new float[analysis.width()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = analysis.embedding(i);
        }
        return vector;
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
