package io.tiergate.cli;

import static io.tiergate.cli.LaboratoryFixture.POLICY;
import static io.tiergate.cli.LaboratoryFixture.named;
import static io.tiergate.cli.LaboratoryFixture.prompts;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.json.JsonMapper;

/** Recorded free texts, which a node's embeddings are wanted for. */
class FreeTextSetTest {
    @RegisterExtension
    final LaboratoryFixture lab = new LaboratoryFixture();

    /** Two cheap models say the same in other words where they are right, and each something of its own where not. */
    private void advice() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            boolean right = i % 10 < 7;
            lines.add("""
                    {"id": "p%d", "task": "advice", "messages": [{"role": "user", "content": "When?"}], "answers": {\
                    "lab/cheap": {"text": "%s", "score": %d}, "lab/other": {"text": "%s", "score": %d}, \
                    "lab/dear": {"text": "the office opens early", "score": 1}}}""".formatted(
                            i,
                            right ? "the desk opens early" : "you know maybe later",
                            right ? 1 : 0,
                            right ? "early the desk opens" : "a big calm green zoo",
                            right ? 1 : 0));
        }
        lab.set(lines);
        String tasks = POLICY.substring(POLICY.indexOf("tasks:"));
        lab.write("policy.yaml", POLICY.replace(tasks, """
                        tasks: { advice: { owner: t, strategy: hybrid } }
                        default_task: advice
                        text_equality:
                          max_wrong: 0.05
                          verifier: { model: "sha256:MODEL", max_wrong: 0.05, threshold: 0.9, weights: { one: -90, cosine: 100 } }
                        """.replace("MODEL", "c0".repeat(32))));
    }

    private static double ownCost(Run eval) {
        return named(JsonMapper.shared().readTree(eval.endsWith(0).out()).path("strategies"), "name", "tiergate")
                .path("cost_share")
                .asDouble();
    }

    @Test
    void freeTexts_areComparedByTheNodesEmbeddings_elseAsTheSameText() throws IOException {
        advice();
        lab.serve("127.0.0.1:8491", new FakeClassifier("sha256:" + "c0".repeat(32), true));

        Run compared = lab.inJson("eval", "--folds", "2", "--classifier", "127.0.0.1:8491")
                .notes("embedding 5 texts");
        Run asTexts = lab.inJson("eval", "--folds", "2")
                .notes("no classifier node could be started")
                .notes("recorded free texts are equal where they are the same text");

        assertThat(compared.err()).doesNotContain("the same text");
        assertThat(ownCost(compared)).isLessThan(ownCost(asTexts));
    }

    @Test
    void nodeWithAnotherModelThanTheVerifiers_isRefused() throws IOException {
        advice();
        lab.serve("127.0.0.1:8492", new FakeClassifier("sha256:02", true));

        for (String command : List.of("eval", "train")) {
            lab.run(command, "--folds", "2", "--classifier", "127.0.0.1:8492")
                    .endsWith(2)
                    .notes("does not run the model sha256:c0c0")
                    .notes("it has sha256:02");
        }
    }

    @Test
    void otherAnswersThanFreeTexts_needNoNode() throws IOException {
        lab.set(prompts(60));
        assertThat(lab.run("eval", "--folds", "2").endsWith(0).err()).doesNotContain("classifier");
    }
}
