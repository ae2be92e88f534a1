package io.tiergate.cli;

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

/** {@code calibrate}: the policy's text, changed in place. */
class CalibrateCommandTest {
    @RegisterExtension
    final LaboratoryFixture lab = new LaboratoryFixture();

    @Test
    void calibrate_showsTheDiffAndKeepsTheLayout() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            String task = i % 2 == 0 ? "sums" : "counts";
            lines.add(prompt("p" + i, task, "So?", i % 20 == 0 || (task.equals("counts") && i % 3 == 0) ? 0 : 1, 1, 1));
        }
        lab.set(lines);
        Run run = lab.run("calibrate", "--method", "95-85").endsWith(0);
        assertThat(run.out()).startsWith("--- policy.yaml\n+++ policy.yaml\n").contains("""
                   # Adding up.
                +  # calibrate sums: small is right in 90.0% of 40: monitor
                   sums:
                     owner: t
                -    strategy: hybrid # by what was learned
                +    strategy: route # by what was learned
                +    start: small
                """);
        assertThat(run.out()).contains("+  counts: { owner: t, strategy: route, start: second, answer");
        assertThat(lab.read("policy.yaml")).isEqualTo(POLICY);

        lab.run("calibrate", "--method", "95-85", "--out", "policy.yaml").endsWith(0);
        assertThat(lab.read("policy.yaml")).contains("strategy: route # by what was learned");
        lab.run("calibrate", "--method", "95-85").endsWith(0).notes("nothing changes");
    }

    @Test
    void calibrateByRisk_boundsTheLoss() throws IOException {
        lab.set(prompts(200));
        JsonNode chosen =
                lab.json("calibrate", "--method", "risk", "--folds", "2", "--max-loss", "0.2", "--out", "new.yaml");
        assertThat(named(chosen.path("choices"), "task", "sums").path("why").asString(""))
                .contains("loses at most", "with 95.0% confidence");
        assertThat(chosen.path("diff").asString("")).contains("+++ new.yaml");
        assertThat(lab.read("new.yaml")).contains("# calibrate sums: ");
        lab.run("calibrate", "--method", "guess").endsWith(2).notes("write 95-85 or risk");
        lab.run("calibrate", "--method", "risk", "--confidence", "1")
                .endsWith(2)
                .notes("--confidence");
        lab.run("calibrate", "--method", "risk", "--max-loss", "2").endsWith(2).notes("--max-loss");
    }
}
