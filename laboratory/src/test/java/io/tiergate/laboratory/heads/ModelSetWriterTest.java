package io.tiergate.laboratory.heads;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.laboratory.text.UnusableSetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ModelSetWriterTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    Path set;

    private static TrainedHead head() throws UnusableSetException {
        List<Prompt> prompts = new ArrayList<>(Texts.of("a", 40));
        prompts.addAll(Texts.of("b", 40));
        prompts.add(Texts.prompt("c", 1));
        return HeadTrainer.train(Texts.embedded(prompts), Prompt.TASK, 1);
    }

    @Test
    void set_getsHeadCardDistanceAndDigest() throws IOException, UnusableSetException {
        var _ = Files.writeString(
                set.resolve("card.json"), "{\"name\": \"base\", \"window\": 512, \"pooling\": \"mean\"}");
        var _ = Files.writeString(set.resolve("model.onnx"), "model");
        TrainedHead head = head();

        String digest = ModelSetWriter.add(set, List.of(head), "a test");

        assertThat(Files.readString(set.resolve("digest"))).isEqualTo(digest + "\n");
        assertThat(ModelSetWriter.digest(set)).isEqualTo(digest);
        JsonNode card = JSON.readTree(Files.readString(set.resolve("card.json")));
        assertThat(card.at("/name").stringValue()).isEqualTo("base");
        assertThat(card.at("/distance/head").stringValue()).isEqualTo("task");
        assertThat(card.at("/distance/measure").stringValue()).isEqualTo("energy");
        assertThat(card.at("/distance/bound").doubleValue()).isEqualTo(head.bound());
        JsonNode learned = JSON.readTree(Files.readString(set.resolve("heads/task.json")));
        assertThat(learned.at("/labels").toString()).isEqualTo("[\"a\",\"b\",\"c\"]");
        assertThat(learned.at("/learned/from").stringValue()).isEqualTo("a test");
        assertThat(learned.at("/learned/accuracy/value").doubleValue()).isBetween(0.5, 1.0);
        assertThat(learned.at("/learned/calibration/floor").isNumber()).isTrue();
        assertThat(learned.at("/learned/calibration/diagram"))
                .isNotEmpty()
                .allSatisfy(
                        bin -> assertThat(bin.path("observed").doubleValue()).isBetween(0.0, 1.0));
        assertThat(learned.at("/learned/labels/a/threshold").isNumber()).isTrue();
        assertThat(learned.at("/learned/labels/c/recall").isNull()).isTrue();
    }

    @Test
    void cardSaysWhetherHeadsSeeEnds() throws IOException, UnusableSetException {
        Path card = set.resolve("card.json");
        var _ = Files.writeString(card, "{\"name\": \"base\"}");
        List<Prompt> prompts = new ArrayList<>(Texts.of("a", 40));
        prompts.addAll(Texts.of("b", 40));

        var _ = ModelSetWriter.add(
                set,
                List.of(HeadTrainer.train(EmbeddedPrompts.of(prompts, 1, Texts::embed), Prompt.TASK, 1)),
                "a test");
        assertThat(JSON.readTree(Files.readString(card)).path("edges").asInt()).isEqualTo(1);

        var _ = ModelSetWriter.add(set, List.of(head()), "a test");
        assertThat(JSON.readTree(Files.readString(card)).has("edges")).isFalse();
    }

    @Test
    void digest_isThatOfTheDocumentedCommand() throws IOException {
        var _ = Files.writeString(set.resolve("b"), "2");
        var _ = Files.writeString(set.resolve("a"), "1");
        var _ = Files.writeString(set.resolve("digest"), "whatever");
        var _ = Files.writeString(set.resolve(".hidden"), "whatever");
        var _ = Files.writeString(Files.createDirectories(set.resolve("heads")).resolve("c"), "3");

        // (cd SET && find ... | sort | xargs sha256sum | sha256sum), as docs/model-sets.md has it
        assertThat(ModelSetWriter.digest(set))
                .isEqualTo("sha256:f2b6958e568d12315f24cd5288882f8015ae55634f5eaac3c79dc8a76c3442e0");
    }
}
