package io.tiergate.classifier.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelFilesTest {
    @TempDir
    private Path directory;

    @Test
    void digest_isThatOfTheFilesAlone(@TempDir Path elsewhere) {
        String digest = ModelFiles.in(TestModels.encoder(directory, "kind")).digest();
        assertThat(digest).matches("sha256:[0-9a-f]{64}");
        assertThat(ModelFiles.in(TestModels.encoder(elsewhere, "kind")).digest())
                .isEqualTo(digest);
        TestModels.write(elsewhere, "heads/kind.json", "{\"labels\": [\"a\", \"b\", \"c\"]}");
        assertThat(ModelFiles.in(elsewhere).digest()).isNotEqualTo(digest);
    }

    /** As the command of {@code docs/model-sets.md} prints it. */
    @Test
    void digest_isThatOfTheDocumentedCommand() {
        assertThat(ModelFiles.in(TestModels.encoder(directory)).digest())
                .isEqualTo("sha256:8d9d48178a1b55d880ffe2cf5f0369613f66992135e10e375106e638e2df51d6");
    }

    /** Verifiers are fitted on one model's embeddings: where the bundled one changes, the example is to be calibrated anew. */
    @Test
    void examplePolicysVerifier_isForTheBundledModel() {
        assertThat(Path.of("../examples/policies/questions.yaml"))
                .content()
                .as("run the second command of docs/measurements/cache.md")
                .contains("model: \"" + ModelFiles.bundled().digest() + "\"");
    }

    @Test
    void setWithTheDigestThatItStates_isAccepted_andOtherwiseRefused() {
        TestModels.encoder(directory);
        String digest = ModelFiles.in(directory).digest();
        TestModels.write(directory, "digest", digest + "\n");
        assertThat(ModelFiles.in(directory).digest()).isEqualTo(digest);
        TestModels.write(directory, "card.json", "{}");
        assertThatThrownBy(() -> ModelFiles.in(directory))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("its file `digest` says " + digest);
    }

    @ParameterizedTest
    @CsvSource({
        "model.onnx, export the model to ONNX",
        "tokenizer.json, copy the one that the model was published with",
        "card.json, write one"
    })
    void directoryWithoutOneOfTheFiles_isRefusedByName(String file, String remedy) throws IOException {
        TestModels.encoder(directory);
        Files.delete(directory.resolve(file));
        assertThatThrownBy(() -> ModelFiles.in(directory))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(directory.resolve(file) + " is missing; " + remedy);
    }

    @Test
    void directoryThatIsNotThere_isRefusedByName() {
        assertThatThrownBy(() -> ModelFiles.in(directory.resolve("none")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("none cannot be listed");
    }
}
