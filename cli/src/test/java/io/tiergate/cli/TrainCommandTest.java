package io.tiergate.cli;

import static io.tiergate.cli.LaboratoryFixture.named;
import static io.tiergate.cli.LaboratoryFixture.prompt;
import static io.tiergate.cli.LaboratoryFixture.prompts;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code train}: the card of what was not learned from. */
class TrainCommandTest {
    @RegisterExtension
    final LaboratoryFixture lab = new LaboratoryFixture();

    @Test
    void train_writesACardOfWhatWasNotLearnedFrom() throws IOException {
        List<String> lines = prompts(100);
        lines.removeIf(one -> one.contains("\"counts\""));
        lines.add(prompt("single", "counts", "One?", 1, 1, 1));
        lab.set(lines);
        lab.run("train", "--folds", "2").endsWith(0).notes("task `counts` has 1 labels, fewer than 10");
        JsonNode card = JsonMapper.shared().readTree(lab.read("estimates.json")).path("card");
        assertThat(card.path("split").path("folds").asInt()).isEqualTo(2);
        assertThat(card.path("labels").path("sums").asInt()).isEqualTo(50);
        assertThat(card.path("tasks_with_fewer_than_10_labels").get(0).asString(""))
                .isEqualTo("counts");
        assertThat(named(card.path("calibration"), "model", "lab/dear")
                        .path("floor")
                        .asDouble(-1))
                .isNotNegative();
        assertThat(named(card.path("calibration"), "model", "lab/cheap").path("diagram"))
                .isNotEmpty()
                .allSatisfy(bin -> assertThat(bin.path("n").asInt()).isPositive());
        assertThat(card.path("cost_of_99").path("task_prior").asDouble()).isGreaterThan(0);
        assertThat(card.path("cost_of_99").path("tiergate").asDouble()).isGreaterThan(0);
        lab.run("eval", "--estimates", "estimates.json", "--folds", "2").endsWith(0);
    }

    @Test
    void trainWithSuccessHeads_saysWhetherTheyBeatThePrior() throws IOException {
        lab.serve("127.0.0.1:8490", new FakeClassifier("sha256:01", true));
        lab.set(prompts(80));
        lab.run("train", "--folds", "2", "--success-heads", "--classifier", "127.0.0.1:8490")
                .endsWith(2)
                .notes("the model gives every prompt the same embedding");
        List<String> differing = new ArrayList<>(prompts(80));
        for (int i = 0; i < differing.size(); i++) {
            differing.set(i, differing.get(i).replace("How much", "much ".repeat(1 + i % 7) + "more"));
        }
        lab.set(differing);
        Run run = lab.run("train", "--folds", "2", "--success-heads", "--classifier", "127.0.0.1:8490")
                .endsWith(0);
        assertThat(run.out()).contains("BEFORE THE CALL", "choosing by heads at 33.0%", ": not used");
        JsonNode trial = JsonMapper.shared()
                .readTree(lab.read("estimates.json"))
                .path("card")
                .path("success_heads");
        assertThat(trial.path("used").asBoolean(true)).isFalse();
        assertThat(trial.path("models")).hasSize(3);
        assertThat(trial.path("choosing")).hasSize(3);
        assertThat(named(trial.path("models"), "model", "lab/cheap")
                        .path("log_loss_head")
                        .asDouble())
                .isPositive();
        JsonNode shown = lab.json("train", "--folds", "2", "--success-heads", "--classifier", "127.0.0.1:8490");
        assertThat(shown.path("success_heads").path("verdict").asString("")).isNotEmpty();
    }
}
