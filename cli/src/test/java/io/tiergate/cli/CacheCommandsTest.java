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

/** {@code eval cache} and {@code calibrate cache}, against a node that embeds first letters. */
class CacheCommandsTest {
    private static final String NODE = "127.0.0.1:8493";
    private static final String DIGEST = "sha256:" + "c0".repeat(32);
    private static final String POLICY = """
            policy: help
            tiers: [ { name: only, targets: [ { model: lab/one } ] } ]
            tasks: { chat: { owner: me, strategy: route } }
            # What is kept.
            cache: { exact: true, ttl: 1h }
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
                  lab/one: { context_window: 100000, max_output: 8000, prices: { input: 0.1, output: 0.4 } }
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
                        i -> "how do i " + PairLines.word(i) + " the " + PairLines.word(7 * i + 3) + " of "
                                + PairLines.word(11 * i + 5),
                        i -> "how do i " + PairLines.word(5 * i + 17) + " my " + PairLines.word(3 * i + 9)));
    }

    private Run calibrate(String... options) {
        return line.run(arguments(options));
    }

    private static String[] arguments(String... options) {
        String[] first = {"calibrate", "cache", "--classifier", NODE, "--policy", "policy.yaml"};
        String[] all = Arrays.copyOf(first, first.length + options.length);
        System.arraycopy(options, 0, all, first.length, options.length);
        return all;
    }

    @Test
    void calibrate_showsTheChange_andWritesItWhereItIsTold() throws IOException {
        Run run = calibrate("--pairs", "pairs.jsonl", "--max-wrong-hits", "0.1").endsWith(0);
        assertThat(run.out())
                .startsWith("--- policy.yaml\n+++ policy.yaml\n")
                .contains("-cache: { exact: true, ttl: 1h }")
                .contains("+  semantic:")
                .contains("+      model: \"" + DIGEST + "\"")
                .contains("+        bound: shown");
        run.notes("120 pairs, 60 of them the same").notes("right and 0 wrong hits are served");
        assertThat(directory.resolve("policy.yaml")).hasContent(POLICY);

        calibrate("--pairs", "pairs.jsonl", "--max-wrong-hits", "0.1", "--out", "new.yaml")
                .endsWith(0);
        assertThat(line.read("new.yaml"))
                .contains(
                        "# What is kept.\ncache:\n  exact: true\n  ttl: \"1h\"\n  semantic:\n    max_wrong_hits: 0.1\n")
                .contains("card:")
                .contains("from: \"pairs.jsonl\"");
        line.run("policy", "validate", "new.yaml", "--catalog", "catalog.yaml").endsWith(0);
    }

    @Test
    void boundThatCannotBeShown_isRefused_orTakenAsObserved() throws IOException {
        calibrate("--pairs", "pairs.jsonl", "--max-wrong-hits", "0.01")
                .endsWith(2)
                .notes("that takes 299 hits without a wrong one")
                .notes("--observed takes what was observed");
        Run run = calibrate("--pairs", "pairs.jsonl", "--max-wrong-hits", "0.01", "--observed")
                .endsWith(0);
        assertThat(run.out()).contains("bound: \"observed, not shown\"");
    }

    @Test
    void policysOwnBound_isTaken() throws IOException {
        calibrate("--pairs", "pairs.jsonl").endsWith(2).notes("nothing says how many hits may be wrong");
        line.write("policy.yaml", POLICY.replace("ttl: 1h", "semantic: { max_wrong_hits: 0.08 }"));
        assertThat(calibrate("--pairs", "pairs.jsonl").endsWith(0).out()).contains("+    max_wrong_hits: 0.08");
    }

    @Test
    void pinnedModel_isTheOneToEmbedWith() throws IOException {
        line.write("policy.yaml", "pins: { classifier: \"sha256:" + "00".repeat(32) + "\" }\n" + POLICY);
        calibrate("--pairs", "pairs.jsonl", "--max-wrong-hits", "0.1")
                .endsWith(2)
                .notes("does not run the model");
        line.write("policy.yaml", "pins: { classifier: \"" + DIGEST + "\" }\n" + POLICY);
        calibrate("--pairs", "pairs.jsonl", "--max-wrong-hits", "0.1").endsWith(0);
    }

    @Test
    void policyThatWouldNotBeValid_isNotWritten() throws IOException {
        line.write("policy.yaml", POLICY.replace("lab/one", "lab/two"));
        calibrate("--pairs", "pairs.jsonl", "--max-wrong-hits", "0.1", "--out", "new.yaml")
                .endsWith(2)
                .notes("there is no model `lab/two`")
                .notes("nothing is written");
        assertThat(directory.resolve("new.yaml")).doesNotExist();
    }

    @Test
    void eval_saysHowManyHitsWouldBeWrong() {
        Run run = line.run("eval", "cache", "--classifier", NODE, "--pairs", "pairs.jsonl")
                .endsWith(0);
        assertThat(run.out())
                .contains("BY COSINE: RIGHT")
                .contains("without negation")
                .contains("cosine alone")
                .contains("politeness");
    }

    @Test
    void eval_isAContractInJson() {
        JsonNode report = JsonMapper.shared()
                .readTree(line.json("eval", "cache", "--classifier", NODE, "--pairs", "pairs.jsonl", "--folds", "3")
                        .endsWith(0)
                        .out());
        assertThat(report.path("pairs").asInt()).isEqualTo(120);
        assertThat(report.path("same").asInt()).isEqualTo(60);
        assertThat(report.path("model").asString()).isEqualTo(DIGEST);
        assertThat(report.path("hits_needed").asInt()).isEqualTo(59);
        assertThat(report.at("/variants/0/name").asString()).isEqualTo("verifier");
        assertThat(report.at("/variants/0/thresholds/0/right").asInt()).isPositive();
        assertThat(report.at("/variants/0/within/2/max_wrong_hits").asDouble()).isEqualTo(0.1);
        assertThat(report.at("/kinds/0/kind").asString()).isEqualTo("politeness");
    }

    @Test
    void eval_judgesThePolicysOwnVerifier() throws IOException {
        calibrate("--pairs", "pairs.jsonl", "--max-wrong-hits", "0.1", "--out", "new.yaml")
                .endsWith(0);
        pairs("others.jsonl", 25);
        Run run = line.run("eval", "cache", "--classifier", NODE, "--pairs", "others.jsonl", "--policy", "new.yaml")
                .endsWith(0);
        assertThat(run.out()).contains("50 pairs, 25 of them the same").contains("the policy serves from ");
        JsonNode trial = JsonMapper.shared()
                .readTree(line.json(
                                "eval",
                                "cache",
                                "--classifier",
                                NODE,
                                "--pairs",
                                "others.jsonl",
                                "--policy",
                                "new.yaml")
                        .endsWith(0)
                        .out());
        assertThat(trial.at("/served/right").asInt()).isEqualTo(25);
        assertThat(trial.at("/served/threshold").asDouble()).isBetween(0.5, 1.0);
        assertThat(trial.at("/kinds/0/served").asInt()).isEqualTo(25);
        line.run("eval", "cache", "--classifier", NODE, "--pairs", "others.jsonl", "--policy", "policy.yaml")
                .endsWith(2)
                .notes("policy.yaml has no cache.semantic");
    }

    @Test
    void otherModelThanThePinnedOne_isRefused() throws IOException {
        line.write("policy.yaml", "pins: { classifier: \"sha256:" + "00".repeat(32) + "\" }\n" + POLICY);
        calibrate("--pairs", "pairs.jsonl", "--max-wrong-hits", "0.1", "--model", DIGEST)
                .endsWith(2)
                .notes("pins another classifier than --model names");
    }

    @Test
    void badPairs_areNamed() throws IOException {
        line.write("bad.jsonl", PairLines.pair("a", "b", true, "") + "{\"a\": \"x\", \"same\": true}\n");
        line.run("eval", "cache", "--classifier", NODE, "--pairs", "bad.jsonl")
                .endsWith(2)
                .notes("bad.jsonl: bad.jsonl:2 b must be a text that is not empty");
        line.write("same.jsonl", PairLines.pair("a", "b", true, "").repeat(30));
        line.run("eval", "cache", "--classifier", NODE, "--pairs", "same.jsonl")
                .endsWith(2)
                .notes("only one pair is labelled \"same\": true");
        line.run("eval", "cache", "--classifier", NODE, "--pairs", "none.jsonl")
                .endsWith(2)
                .notes("none.jsonl does not exist");
        line.run("eval", "cache", "--classifier", NODE).endsWith(2).notes("--pairs");
    }

    @Test
    void optionsOutOfRange_areRefused() {
        for (String[] option : new String[][] {{"--folds", "1"}, {"--confidence", "1"}, {"--max-wrong-hits", "0"}}) {
            line.run("eval", "cache", "--classifier", NODE, "--pairs", "pairs.jsonl", option[0], option[1])
                    .endsWith(2)
                    .notes(option[0]);
        }
        line.run("calibrate").endsWith(2).notes("--method is missing");
    }
}
