package io.tiergate.cli;

import static io.tiergate.cli.LaboratoryFixture.CATALOG;
import static io.tiergate.cli.LaboratoryFixture.POLICY;
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

/** Sets and policies that {@code train}, {@code eval}, {@code project} and {@code calibrate} all have to bear, or to refuse in plain words. */
class LaboratoryCommandsTest {
    @RegisterExtension
    final LaboratoryFixture lab = new LaboratoryFixture();

    @Test
    void scoresAllAlike_haveNoCurve() throws IOException {
        for (double score : new double[] {0, 1}) {
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                lines.add(prompt("p" + i, "sums", "So " + i + "?", score, score, score));
            }
            lab.set(lines);
            String plainly = "every answer of set.jsonl has score " + (int) score + ": there is no curve";
            lab.run("eval").endsWith(2).notes(plainly);
            lab.run("project", "--monthly", "10").endsWith(2).notes(plainly);
            lab.run("train").endsWith(0).notes(plainly);
            assertThat(lab.read("estimates.json")).contains("\"no_curve\":\"every answer");
        }
        lab.run("calibrate", "--method", "95-85").endsWith(0).notes("small is right in 100.0% of 30");
    }

    @Test
    void referenceThatIsNeverRight_hasNoShares() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            lines.add(prompt("p" + i, "sums", "So " + i + "?", i % 2, 1, 0));
        }
        lab.set(lines);
        lab.run("eval").endsWith(2).notes("no answer of the reference lab/dear in set.jsonl is right");
    }

    @Test
    void referenceThatCostsNothing_hasNoShares() throws IOException {
        lab.set(prompts(30));
        lab.write("catalog.yaml", CATALOG.replace("input: 5, output: 20", "input: 0, output: 0"));
        lab.run("eval").endsWith(2).notes("the reference lab/dear costs nothing");
    }

    @Test
    void identicalPrompts_andATaskWithOneExample_areEvaluated() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            lines.add(prompt("p" + i, "sums", "So?", i % 3 == 0 ? 0 : 1, i % 3 == 0 ? 0 : 1, 1));
        }
        lines.add(prompt("single", "counts", "So?", 0, 0, 0));
        lab.set(lines);
        JsonNode report = lab.json("eval", "--folds", "3");
        assertThat(report.path("n").asInt()).isEqualTo(41);
        assertThat(named(report.path("tasks"), "task", "counts").path("n").asInt())
                .isEqualTo(1);
        lab.run("project", "--folds", "3", "--monthly", "10").endsWith(0);
        lab.run("calibrate", "--method", "risk", "--folds", "3").endsWith(0).notes("fewer than 10 graded prompts");
        lab.run("train", "--folds", "3").endsWith(0);
    }

    @Test
    void modelsWithoutAPrice_areLeftOutOrNamed() throws IOException {
        lab.set(prompts(30).stream()
                .map(one -> one.replace("\"lab/dear\":", "\"x/free\": {\"text\": \"5\", \"score\": 1}, \"lab/dear\":"))
                .toList());
        lab.run("eval", "--folds", "2").endsWith(0).notes("left out, as the policy does not name them: x/free");
        lab.set(prompts(30).stream().map(one -> one.replace("lab/", "x/")).toList());
        for (String command : List.of("eval", "train")) {
            lab.run(command).endsWith(2).notes("has no answer of lab/cheap; it has x/cheap, x/dear, x/other");
        }
        lab.run("calibrate", "--method", "95-85").endsWith(2).notes("has no answer of lab/cheap");
        lab.run("project", "--monthly", "9").endsWith(2).notes("has no answer of lab/cheap");
        lab.write("policy.yaml", POLICY.replace("lab/other", "lab/unknown"));
        lab.run("eval").endsWith(2).notes("lab/unknown");
    }

    @Test
    void badLines_areNamedOrLeftOut() throws IOException {
        List<String> lines = prompts(40);
        lines.set(3, "{");
        lines.set(5, lines.get(5).replace("\"score\": 1.0", "\"score\": 7"));
        lab.set(lines);
        for (List<String> command : List.of(
                List.of("eval"),
                List.of("train"),
                List.of("project", "--monthly", "9"),
                List.of("calibrate", "--method", "95-85"))) {
            String[] options = command.subList(1, command.size()).toArray(String[]::new);
            lab.run(command.getFirst(), options)
                    .endsWith(2)
                    .notes("set.jsonl:4: is not JSON")
                    .notes("set.jsonl:6: answers.")
                    .notes(
                            "has 2 bad lines; mend them or take them out; what learns and compares leaves them out with --skip-bad");
            List<String> skipping = new ArrayList<>(command.subList(1, command.size()));
            skipping.addAll(List.of("--skip-bad", "--folds", "2"));
            lab.run(command.getFirst(), skipping.toArray(String[]::new)).endsWith(0);
        }
        assertThat(lab.read("estimates.json")).contains("\"bad_lines_left_out\":2");
    }

    @Test
    void policyWithoutHybridTasks_hasNothingToLearnForButCanBeCalibrated() throws IOException {
        lab.set(prompts(60));
        lab.write(
                "policy.yaml",
                POLICY.replace("quality_bar: { of_reference: 0.98 }\n", "")
                        .replace("strategy: hybrid", "strategy: cascade, gate: [finish]")
                        .replace("cascade, gate: [finish] #", "cascade #"));
        for (List<String> command : List.of(List.of("eval"), List.of("train"), List.of("project", "--monthly", "9"))) {
            lab.run(command.getFirst(), command.subList(1, command.size()).toArray(String[]::new))
                    .endsWith(2)
                    .notes(
                            "policy.yaml has no task with strategy `hybrid` and no gate with check `learned`, `agreement` or `confidence`, which is what is learned for;"
                                    + " give a task");
        }
        lab.run("calibrate", "--method", "95-85").endsWith(0);
        lab.run("calibrate", "--method", "risk").endsWith(0);
    }
}
