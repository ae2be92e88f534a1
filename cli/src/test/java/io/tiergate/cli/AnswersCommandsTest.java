package io.tiergate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code eval answers} and {@code calibrate answers}, against a node that embeds first letters. */
class AnswersCommandsTest {
    private static final String NODE = "127.0.0.1:8494";
    private static final String DIGEST = "sha256:" + "c0".repeat(32);
    private static final String POLICY = """
            policy: help
            tiers: [ { name: only, targets: [ { model: lab/one } ] } ]
            # Two must agree.
            tasks: { chat: { owner: me, strategy: consensus, rungs: [ { ask: [lab/two, lab/three] }, { tier: only } ] } }
            """;

    @TempDir
    Path directory;

    private CommandLineFixture line;

    @BeforeEach
    void serve() throws IOException {
        line = new CommandLineFixture(directory).serve(NODE, new FakeClassifier(DIGEST, true));
        line.write("policy.yaml", POLICY);
        line.write("catalog.yaml", """
                catalog: world
                providers: { lab: { api: openai, base_url: "http://127.0.0.1:1/v1" } }
                models:
                  lab/one: { context_window: 100000, max_output: 8000, prices: { input: 1, output: 4 } }
                  lab/two: { context_window: 100000, max_output: 8000, prices: { input: 0.1, output: 0.4 } }
                  lab/three: { context_window: 100000, max_output: 8000, prices: { input: 0.1, output: 0.4 } }
                """);
        pairs("pairs.jsonl", 60);
    }

    @AfterEach
    void stop() {
        line.close();
    }

    private void pairs(String name, int each) throws IOException {
        line.write(
                name,
                PairLines.of(
                        each,
                        i -> "you can " + PairLines.word(i) + " the " + PairLines.word(7 * i + 3) + " of "
                                + PairLines.word(11 * i + 5),
                        i -> "others may " + PairLines.word(5 * i + 17) + " my " + PairLines.word(3 * i + 9)));
    }

    @Test
    void calibrate_writesWhenTextsAreEqual_andThePolicyCompilesThen() throws IOException {
        assertThat(line.run("policy", "validate", "policy.yaml", "--catalog", "catalog.yaml")
                        .endsWith(1)
                        .out())
                .contains("tiergate calibrate answers");
        String[] calibrate = {
            "calibrate", "answers", "--classifier", NODE, "--policy", "policy.yaml", "--pairs", "pairs.jsonl"
        };
        line.run(calibrate)
                .endsWith(2)
                .notes("nothing says how many equal answers may be wrong")
                .notes("--max-wrong 0.05");
        Run run = line.run(with(calibrate, "--max-wrong", "0.1", "--out", "new.yaml"))
                .endsWith(0);
        assertThat(run.out())
                .startsWith("--- policy.yaml\n+++ new.yaml\n")
                .contains("+text_equality:\n+  max_wrong: 0.1\n+  verifier:\n+    model: \"" + DIGEST + "\"")
                .contains("+      bound: shown");
        assertThat(line.read("new.yaml")).startsWith(POLICY);
        line.run("policy", "validate", "new.yaml", "--catalog", "catalog.yaml").endsWith(0);
    }

    private static String[] with(String[] arguments, String... more) {
        String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return all;
    }

    @Test
    void eval_judgesALearnedVerifier_andThePolicysOwn() throws IOException {
        String[] eval = {"eval", "answers", "--classifier", NODE, "--pairs", "pairs.jsonl"};
        JsonNode report =
                JsonMapper.shared().readTree(line.json(eval).endsWith(0).out());
        assertThat(report.path("pairs").asInt()).isEqualTo(120);
        assertThat(report.path("max_wrong").asDouble()).isEqualTo(0.05);
        assertThat(report.path("variants").findValuesAsString("name"))
                .contains("verifier", "without numbers", "without negation", "the same text", "cosine alone");

        line.run(with(eval, "--policy", "policy.yaml")).endsWith(2);
        line.run(
                        "calibrate",
                        "answers",
                        "--classifier",
                        NODE,
                        "--policy",
                        "policy.yaml",
                        "--pairs",
                        "pairs.jsonl",
                        "--max-wrong",
                        "0.1",
                        "--out",
                        "new.yaml")
                .endsWith(0);
        pairs("others.jsonl", 25);
        Run run = line.run("eval", "answers", "--classifier", NODE, "--pairs", "others.jsonl", "--policy", "new.yaml")
                .endsWith(0);
        assertThat(run.out()).contains("50 pairs, 25 of them the same").contains("the policy takes for equal from ");
    }

    @Test
    void boundOutOfRange_isNamedAsItWasGiven() {
        line.run("eval", "answers", "--classifier", NODE, "--pairs", "pairs.jsonl", "--max-wrong", "0")
                .endsWith(2)
                .notes("--max-wrong: 0.0 is not above 0");
    }
}
