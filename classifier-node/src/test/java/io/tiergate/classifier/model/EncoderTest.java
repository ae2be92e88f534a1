package io.tiergate.classifier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncoderTest {
    private static Encoder encoder;

    @BeforeAll
    static void load() {
        encoder = Encoder.load(ModelFiles.bundled());
    }

    @AfterAll
    static void close() {
        encoder.close();
    }

    @Test
    void paraphrase_isCloserThanUnrelatedText() {
        float[] text = encoder.encode("How do I reset my password?").vector();
        double paraphrase = dot(
                text,
                encoder.encode("I forgot my password, how can I change it?").vector());
        double unrelated = dot(
                text,
                encoder.encode("Write a Python function that sorts a list.").vector());
        assertThat(paraphrase).isGreaterThan(unrelated + 0.3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "😀🎉🚀", "\ud800 alone", "plain words"})
    void anyText_hasUnitLengthAndIsSeenWhole(String text) {
        Embedding embedding = encoder.encode(text);
        assertThat(dot(embedding.vector(), embedding.vector())).isCloseTo(1, within(1e-5));
        assertThat(embedding.tokensCut()).isZero();
    }

    @Test
    void millionCharacters_areCutAtTheModelsWindow() {
        String long300 = "word ".repeat(300);
        assertThat(encoder.encode(long300).tokensCut()).isZero();
        assertThat(encoder.encode("word ".repeat(200_000)).tokensCut()).isEqualTo(200_000 + 2 - 512);
    }

    @Test
    void parallelCallers_getTheSameBits() {
        float[] alone = encoder.encode("the same text").vector();
        assertThat(IntStream.range(0, 32).parallel().mapToObj(i -> {
                    encoder.encode("another text " + i);
                    return encoder.encode("the same text").vector();
                }))
                .allSatisfy(vector -> assertThat(vector).isEqualTo(alone));
    }

    @Test
    void outputThatIsNotFinite_isRefused() {
        assertThatThrownBy(() -> Encoder.unitMean(new float[][] {{1, Float.NaN}}))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("not a number");
    }

    @Test
    void directoryWithoutTokenizer_isRefusedByName(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("model.onnx"), "x");
        assertThatThrownBy(() -> ModelFiles.in(directory))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("tokenizer.json is missing; copy");
    }

    @Test
    void fileThatIsNoModel_isRefusedByName_andChangesTheDigest(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("model.onnx"), "not a model");
        Files.writeString(directory.resolve("tokenizer.json"), "{}");
        ModelFiles files = ModelFiles.in(directory);
        String before = files.digest();
        assertThatThrownBy(() -> Encoder.load(files))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("model.onnx is no ONNX model");
        Files.writeString(directory.resolve("tokenizer.json"), "{ }");
        assertThat(ModelFiles.in(directory).digest()).isNotEqualTo(before).startsWith("sha256:");
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
