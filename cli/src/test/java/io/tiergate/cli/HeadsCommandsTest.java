package io.tiergate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.laboratory.heads.ModelSetWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class HeadsCommandsTest {
    private static final String NODE = "127.0.0.1:8490";
    private static final String OTHER = "127.0.0.1:8491";
    private static final String CLASSIFIER = "127.0.0.1:8492";

    @TempDir
    Path directory;

    private CommandLineFixture line;

    @BeforeEach
    void serve() throws IOException {
        Path base = Files.createDirectories(directory.resolve("base"));
        Files.writeString(base.resolve("card.json"), "{\"name\": \"base\", \"window\": 100, \"pooling\": \"mean\"}");
        Files.writeString(base.resolve("model.onnx"), "model");
        Files.writeString(base.resolve("tokenizer.json"), "{}");
        String digest = ModelSetWriter.digest(base);
        Files.writeString(base.resolve("digest"), digest);
        prompts("prompts.jsonl", 30);
        line = new CommandLineFixture(directory)
                .serve(NODE, new FakeClassifier(digest, true))
                .serve(OTHER, new FakeClassifier("sha256:02", true))
                .serve(CLASSIFIER, new FakeClassifier(digest, false));
    }

    @AfterEach
    void stop() {
        line.close();
    }

    private void prompts(String name, int each) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < each; i++) {
            String noise = " " + (char) ('f' + i % 20) + i;
            lines.append("{\"text\": \"ask ask ask")
                    .append(noise)
                    .append("\", \"task\": \"chat\", \"domain\": \"general\"}\n");
            lines.append("{\"text\": \"build build build")
                    .append(noise)
                    .append("\", \"task\": \"code\", \"domain\": \"code\"}\n");
        }
        Files.writeString(directory.resolve(name), lines);
    }

    @Test
    void trainHeads_writesASetWithItsDigest_thatIsToldInJson() throws IOException {
        Run run = line.json(
                        "train",
                        "heads",
                        "--prompts",
                        "prompts.jsonl",
                        "--classifier",
                        NODE,
                        "--base",
                        "base",
                        "--out",
                        "set")
                .endsWith(0);

        Path set = directory.resolve("set");
        JsonNode said = JsonMapper.shared().readTree(run.out());
        assertThat(said.path("digest").asString()).isEqualTo(ModelSetWriter.digest(set));
        assertThat(Files.readString(set.resolve("digest")).strip()).isEqualTo(ModelSetWriter.digest(set));
        assertThat(set.resolve("model.onnx")).hasContent("model");
        assertThat(set.resolve("heads/task.onnx")).isNotEmptyFile();
        assertThat(set.resolve("heads/domain.onnx")).isNotEmptyFile();
        assertThat(Files.readString(set.resolve("card.json"))).contains("\"distance\"");
        assertThat(said.at("/heads/1/head").asString()).isEqualTo("task");
        assertThat(said.at("/heads/1/accuracy").asDouble()).isEqualTo(1);
        try (var left = Files.list(directory)) {
            assertThat(left.filter(path -> String.valueOf(path.getFileName()).startsWith(".heads")))
                    .isEmpty();
        }
        assertThat(line.presented).containsOnly(""); // no key of `up` goes to a node
    }

    @Test
    void evalHeads_saysWhatTheyAreWorth() {
        Run run = line.run("eval", "heads", "--prompts", "prompts.jsonl", "--classifier", NODE)
                .endsWith(0);

        assertThat(run.out())
                .contains("task: 2 labels, learned from 48 prompts, judged on 12 others")
                .contains("accuracy 1.000 [1.000, 1.000], always the commonest label 0.500");
    }

    @Test
    void testPartInAFileOfItsOwn_judges() throws IOException {
        Files.writeString(
                directory.resolve("train.csv"),
                Files.readString(directory.resolve("prompts.jsonl"))
                        .replaceAll("\\{\"text\": \"(.*)\", \"task\": \"(.*)\", .*", "$1,$2")
                        .replaceFirst("^", "text,category\n"));
        Files.writeString(directory.resolve("test.csv"), "text,category\nask ask now,chat\nbuild build now,code\n");

        Run run = line.run("eval", "heads", "--prompts", "train.csv", "--test", "test.csv", "--classifier", NODE)
                .endsWith(0);

        assertThat(run.out()).contains("learned from 60 prompts, judged on 2 others");
    }

    @Test
    void nodeWithoutTheBase_isRefused() {
        line.run(
                        "train",
                        "heads",
                        "--prompts",
                        "prompts.jsonl",
                        "--classifier",
                        OTHER,
                        "--base",
                        "base",
                        "--out",
                        "set")
                .endsWith(2)
                .notes("the classifier node at " + OTHER + " does not run the model sha256:")
                .notes("it has sha256:02");
        assertThat(directory.resolve("set")).doesNotExist();
    }

    @Test
    void modelThatEmbedsNothing_isRefused() {
        line.run("eval", "heads", "--prompts", "prompts.jsonl", "--classifier", CLASSIFIER)
                .endsWith(2)
                .notes("prompts.jsonl: the model gives no embedding; use an encoder");
    }

    @Test
    void placeThatIsTaken_isNotWrittenTo() {
        line.run(
                        "train",
                        "heads",
                        "--prompts",
                        "prompts.jsonl",
                        "--classifier",
                        NODE,
                        "--base",
                        "base",
                        "--out",
                        "base")
                .endsWith(2)
                .notes("base is there already");
    }

    @Test
    void baseThatIsNoModelSet_isRefused() {
        line.run("train", "heads", "--prompts", "prompts.jsonl", "--classifier", NODE, "--base", "none", "--out", "set")
                .endsWith(2)
                .notes("none is no model set");
    }

    @Test
    void promptsThatAreNotThere_areNamed() {
        line.run("eval", "heads", "--prompts", "nothing.jsonl", "--classifier", NODE)
                .endsWith(2)
                .notes("nothing.jsonl does not exist; check the path");
    }

    @Test
    void identicalPrompts_areRefused() throws IOException {
        Files.writeString(directory.resolve("same.jsonl"), "{\"text\": \"same\", \"task\": \"chat\"}\n".repeat(30));

        line.run("eval", "heads", "--prompts", "same.jsonl", "--classifier", NODE)
                .endsWith(2)
                .notes("same.jsonl: all 30 prompts are the same text");
    }

    @Test
    void domainThatNothingWasHeldOutOf_getsNoThreshold() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            String part = i < 20 ? "learn" : i < 30 ? "held_out" : "test";
            lines.append("{\"text\": \"ask ask ask x")
                    .append(i)
                    .append("\", \"domain\": \"general\", \"part\": \"")
                    .append(part)
                    .append("\"}\n");
        }
        for (int i = 0; i < 15; i++) {
            lines.append("{\"text\": \"build build build x")
                    .append(i)
                    .append("\", \"domain\": \"legal\", \"part\": \"learn\"}\n");
        }
        Files.writeString(directory.resolve("parts.jsonl"), lines);

        Run run = line.json(
                        "train",
                        "heads",
                        "--prompts",
                        "parts.jsonl",
                        "--classifier",
                        NODE,
                        "--base",
                        "base",
                        "--out",
                        "set")
                .endsWith(0);

        assertThat(JsonMapper.shared().readTree(run.out()).path("policy").asString(""))
                .contains("domain: { head: domain }")
                .doesNotContain("legal");
    }

    @Test
    void promptsWithoutALabel_areRefused() throws IOException {
        StringBuilder unseen = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            unseen.append("{\"text\": \"what ").append(i).append("\", \"unseen\": true}\n");
        }
        Files.writeString(directory.resolve("unseen.jsonl"), unseen);

        line.run("eval", "heads", "--prompts", "unseen.jsonl", "--classifier", NODE)
                .endsWith(2)
                .notes("unseen.jsonl: no prompt has a task or a domain");
        line.run("train", "heads", "--prompts", "unseen.jsonl", "--classifier", NODE, "--base", "base", "--out", "set")
                .endsWith(2);
        assertThat(directory.resolve("set")).doesNotExist();
    }

    @Test
    void estimatesWithoutARecordedSet_areRefused() {
        line.run("train").endsWith(2).notes("--recorded is missing");
        line.run("eval", "--recorded", "set.jsonl").endsWith(2).notes("--policy is missing");
    }
}
