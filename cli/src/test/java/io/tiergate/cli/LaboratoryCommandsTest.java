package io.tiergate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code train}, {@code eval}, {@code project} and {@code calibrate} on a small set: two cheap models that are right when they agree, and a dear one. */
class LaboratoryCommandsTest {
    private static final String CATALOG = """
            catalog: world
            providers:
              lab: { api: openai, base_url: "http://127.0.0.1:1/v1" }
            models:
              lab/cheap: { context_window: 100000, max_output: 8000, prices: { input: 0.1, output: 0.4 } }
              lab/other: { context_window: 100000, max_output: 8000, prices: { input: 0.1, output: 0.4 } }
              lab/dear: { context_window: 100000, max_output: 8000, prices: { input: 5, output: 20 } }
            """;

    private static final String POLICY = """
            policy: world
            reference: frontier
            quality_bar: { of_reference: 0.98 }
            tiers:
              - { name: small, targets: [ { model: lab/cheap } ] }
              - { name: second, targets: [ { model: lab/other } ] }
              - { name: frontier, targets: [ { model: lab/dear } ] }
            tasks:
              # Adding up.
              sums:
                owner: t
                strategy: hybrid # by what was learned
                answer: { kind: number }
              counts: { owner: t, strategy: hybrid, answer: { kind: number } }
            default_task: sums
            """;

    @TempDir
    Path directory;

    private CommandLineFixture line;

    @BeforeEach
    void documents() throws IOException {
        line = new CommandLineFixture(directory);
        write("catalog.yaml", CATALOG);
        write("policy.yaml", POLICY);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private String read(String name) throws IOException {
        return Files.readString(directory.resolve(name));
    }

    private void set(List<String> lines) throws IOException {
        write("set.jsonl", String.join("\n", lines) + "\n");
    }

    private static String prompt(String id, String task, String text, double cheap, double other, double dear) {
        return """
                {"id": "%s", "task": "%s", "messages": [{"role": "user", "content": "%s"}], "answers": {\
                "lab/cheap": {"text": "It is %d", "score": %s}, "lab/other": {"text": "It is %d", "score": %s}, \
                "lab/dear": {"text": "It is 5", "score": %s}}}""".formatted(id, task, text, cheap == 1 ? 5 : 6, cheap, other == 1 ? 5 : 7, other, dear);
    }

    private static List<String> prompts(int count) {
        Random random = new Random(1);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double cheap = random.nextDouble() < 0.7 ? 1 : 0;
            lines.add(prompt(
                    "p" + i,
                    i % 2 == 0 ? "sums" : "counts",
                    "How much is it" + "?".repeat(i % 50),
                    cheap,
                    cheap,
                    random.nextDouble() < 0.97 ? 1 : 0));
        }
        return lines;
    }

    /** The command on the set. */
    private Run run(String command, String... options) {
        return line.run(arguments(command, options));
    }

    private JsonNode json(String command, String... options) {
        return JsonMapper.shared()
                .readTree(line.json(arguments(command, options)).endsWith(0).out());
    }

    private static String[] arguments(String command, String... options) {
        List<String> arguments =
                new ArrayList<>(List.of(command, "--recorded", "set.jsonl", "--policy", "policy.yaml"));
        arguments.addAll(List.of(options));
        return arguments.toArray(String[]::new);
    }

    private static JsonNode named(JsonNode list, String field, String name) {
        for (JsonNode one : list) {
            if (one.path(field).asString("").equals(name)) {
                return one;
            }
        }
        throw new AssertionError("no " + name + " in " + list);
    }

    @Test
    void project_billsAMonth() throws IOException {
        set(prompts(120));
        JsonNode month = json("project", "--folds", "2", "--monthly", "1000000", "--fixed-usd", "20");
        JsonNode own = named(month.path("bills"), "strategy", "tiergate");
        JsonNode reference = named(month.path("bills"), "strategy", "always:frontier");
        assertThat(own.path("cost_share").asDouble()).isLessThan(0.7);
        JsonNode saving = named(month.path("savings"), "over", "reference");
        double saved = reference.path("usd").asDouble() - own.path("usd").asDouble();
        assertThat(saving.path("usd").asDouble()).isCloseTo(saved, within(0.01));
        assertThat(saving.path("break_even_requests").asLong())
                .isBetween((long) (20e6 / saved) - 2, (long) (20e6 / saved) + 2);
        assertThat(month.path("prompts").path("sums").asInt()).isEqualTo(60);
    }

    @Test
    void project_saysItInATable() throws IOException {
        set(prompts(60));
        Run run = run("project", "--folds", "2", "--monthly", "1000", "--mix", "sums=1")
                .endsWith(0);
        assertThat(run.out()).contains("1,000 requests a month", "STRATEGY", "SAVED AGAINST", "always:frontier");
        run.notes("task `sums` is judged by 30 prompts only");
    }

    @Test
    void project_refusesWhatItCannotReckonWith() throws IOException {
        set(prompts(30));
        run("project", "--monthly", "0").endsWith(2).notes("--monthly: 0 is not above 0");
        run("project", "--monthly", "9", "--mix", "chat=1").endsWith(2).notes("no prompt of task `chat`; it has sums");
        run("project", "--monthly", "9", "--mix", "sums=0.5")
                .endsWith(2)
                .notes("the shares are together 0.5; make them 1");
        run("project", "--monthly", "9", "--mix", "sums=-1,counts=2")
                .endsWith(2)
                .notes("is not from 0 to 1");
        run("project", "--monthly", "9", "--fixed-usd", "-1").endsWith(2).notes("is no cost");
    }

    @Test
    void pool_namesWhatIsDominatedAndWhatEachModelIsWorth() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String one : prompts(120)) {
            lines.add(one.replace(
                    "\"lab/other\": {\"text\": \"It is ",
                    "\"lab/other\": {\"text\": \"It is perhaps, all told, not 5 but "));
        }
        lines.replaceAll(one -> one.contains("\"p3") || one.contains("\"p4") ? worseOther(one) : one);
        set(lines);
        JsonNode pool = json("eval", "--folds", "2", "--pool").path("pool");
        assertThat(named(pool.path("dominated"), "kind", "model").path("name").asString(""))
                .isEqualTo("lab/other");
        assertThat(named(pool.path("dominated"), "kind", "tier").path("by").asString(""))
                .isEqualTo("small");
        assertThat(pool.path("without").size()).isEqualTo(3);
        Run text = run("eval", "--folds", "2", "--pool").endsWith(0);
        assertThat(text.out()).contains("without lab/dear", "model lab/other is dominated by lab/cheap");
        text.notes("without lab/other");
        run("eval", "--pool", "--estimates", "e.json").endsWith(2).notes("leave out one of the two");
        run("train", "--folds", "2").endsWith(0).notes("model lab/other is dominated by lab/cheap");
        JsonNode card = JsonMapper.shared().readTree(read("estimates.json")).at("/card/pool");
        assertThat(named(card.path("dominated"), "kind", "model").path("by").asString(""))
                .isEqualTo("lab/cheap");
        assertThat(card.has("without")).isFalse();
        run("train", "--folds", "2", "--pool").endsWith(0).notes("without lab/other");
        assertThat(JsonMapper.shared()
                        .readTree(read("estimates.json"))
                        .at("/card/pool/without")
                        .propertyNames())
                .containsExactlyInAnyOrder("lab/cheap", "lab/other", "lab/dear");
    }

    private static String worseOther(String prompt) {
        int at = prompt.indexOf("\"lab/other\"");
        return prompt.substring(0, at) + prompt.substring(at).replaceFirst("\"score\": 1.0", "\"score\": 0.0");
    }

    @Test
    void calibrate_showsTheDiffAndKeepsTheLayout() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            String task = i % 2 == 0 ? "sums" : "counts";
            lines.add(prompt("p" + i, task, "So?", i % 20 == 0 || (task.equals("counts") && i % 3 == 0) ? 0 : 1, 1, 1));
        }
        set(lines);
        Run run = run("calibrate", "--method", "95-85").endsWith(0);
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
        assertThat(read("policy.yaml")).isEqualTo(POLICY);

        run("calibrate", "--method", "95-85", "--out", "policy.yaml").endsWith(0);
        assertThat(read("policy.yaml")).contains("strategy: route # by what was learned");
        run("calibrate", "--method", "95-85").endsWith(0).notes("nothing changes");
    }

    @Test
    void calibrateByRisk_boundsTheLoss() throws IOException {
        set(prompts(200));
        JsonNode chosen =
                json("calibrate", "--method", "risk", "--folds", "2", "--max-loss", "0.2", "--out", "new.yaml");
        assertThat(named(chosen.path("choices"), "task", "sums").path("why").asString(""))
                .contains("loses at most", "with 95.0% confidence");
        assertThat(chosen.path("diff").asString("")).contains("+++ new.yaml");
        assertThat(read("new.yaml")).contains("# calibrate sums: ");
        run("calibrate", "--method", "guess").endsWith(2).notes("write 95-85 or risk");
        run("calibrate", "--method", "risk", "--confidence", "1").endsWith(2).notes("--confidence");
        run("calibrate", "--method", "risk", "--max-loss", "2").endsWith(2).notes("--max-loss");
    }

    @Test
    void train_writesACardOfWhatWasNotLearnedFrom() throws IOException {
        List<String> lines = prompts(100);
        lines.removeIf(one -> one.contains("\"counts\""));
        lines.add(prompt("single", "counts", "One?", 1, 1, 1));
        set(lines);
        run("train", "--folds", "2").endsWith(0).notes("task `counts` has 1 labels, fewer than 10");
        JsonNode card = JsonMapper.shared().readTree(read("estimates.json")).path("card");
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
        run("eval", "--estimates", "estimates.json", "--folds", "2").endsWith(0);
    }

    @Test
    void trainWithSuccessHeads_saysWhetherTheyBeatThePrior() throws IOException {
        line.serve("127.0.0.1:8490", new FakeClassifier("sha256:01", true));
        set(prompts(80));
        run("train", "--folds", "2", "--success-heads", "--classifier", "127.0.0.1:8490")
                .endsWith(2)
                .notes("the model gives every prompt the same embedding");
        List<String> differing = new ArrayList<>(prompts(80));
        for (int i = 0; i < differing.size(); i++) {
            differing.set(i, differing.get(i).replace("How much", "much ".repeat(1 + i % 7) + "more"));
        }
        set(differing);
        Run run = run("train", "--folds", "2", "--success-heads", "--classifier", "127.0.0.1:8490")
                .endsWith(0);
        assertThat(run.out()).contains("BEFORE THE CALL", "choosing by heads at 33.0%", ": not used");
        JsonNode trial = JsonMapper.shared()
                .readTree(read("estimates.json"))
                .path("card")
                .path("success_heads");
        assertThat(trial.path("used").asBoolean(true)).isFalse();
        assertThat(trial.path("models")).hasSize(3);
        assertThat(trial.path("choosing")).hasSize(3);
        assertThat(named(trial.path("models"), "model", "lab/cheap")
                        .path("log_loss_head")
                        .asDouble())
                .isPositive();
        JsonNode shown = json("train", "--folds", "2", "--success-heads", "--classifier", "127.0.0.1:8490");
        assertThat(shown.path("success_heads").path("verdict").asString("")).isNotEmpty();
    }

    /** Names that programs read; others may come, none of these goes. */
    @Test
    void evaluationInJson_isAContract() throws IOException {
        set(prompts(60));
        JsonNode report = json("eval", "--folds", "2", "--at-cost-share", "0.4");
        assertThat(report.path("set").asString("")).isEqualTo("set.jsonl");
        assertThat(report.path("n").asInt()).isEqualTo(60);
        assertThat(report.path("folds").asInt()).isEqualTo(2);
        assertThat(report.path("strategies"))
                .extracting(row -> row.path("name").asString(""))
                .contains(
                        "tiergate",
                        "always:small",
                        "always:second",
                        "always:frontier",
                        "random_mix",
                        "prompt_length",
                        "task_prior",
                        "route_only",
                        "cascade_only",
                        "oracle");
        assertNumbers(
                report.path("strategies"),
                "cost_usd",
                "cost_share",
                "quality",
                "quality_share",
                "quality_low",
                "quality_high",
                "escalation_rate",
                "attempts");
        assertNumbers(List.of(report.path("versus_task_prior")), "difference", "low", "high", "at_cost_share");
        assertThat(report.path("versus_task_prior").path("at_cost_share").asDouble())
                .isEqualTo(0.4);
        assertNumbers(report.path("curve"), "cost_share", "quality_share");
        assertNumbers(report.path("calibration"), "ece", "floor", "n");
        assertThat(report.path("calibration")).allSatisfy(one -> {
            assertThat(one.path("task").isString()).isTrue();
            assertThat(one.path("model").isString()).isTrue();
        });
    }

    private static void assertNumbers(Iterable<JsonNode> objects, String... names) {
        assertThat(objects).isNotEmpty().allSatisfy(one -> {
            for (String name : names) {
                assertThat(one.path(name).isNumber()).as("%s of %s", name, one).isTrue();
            }
        });
    }

    @Test
    void decisionsWithFixedEstimates_neverSeeTheAnswerKey() throws IOException {
        set(prompts(80));
        run("train", "--folds", "2", "--out", "estimates.json").endsWith(0);
        List<ObjectNode> lines = new ArrayList<>();
        for (String line : prompts(80)) {
            ObjectNode one = (ObjectNode) JsonMapper.shared().readTree(line);
            lines.add(one.put("reference", "it is " + lines.size()));
        }
        set(lines.stream().map(JsonNode::toString).toList());
        String[] options = {"--estimates", "estimates.json", "--folds", "2", "--decisions", "decisions.jsonl"};
        double honest = named(json("eval", options).path("strategies"), "name", "tiergate")
                .path("quality")
                .asDouble();
        String decided = read("decisions.jsonl");

        set(withKeyPermuted(lines).stream().map(JsonNode::toString).toList());

        double permuted = named(json("eval", options).path("strategies"), "name", "tiergate")
                .path("quality")
                .asDouble();
        assertThat(read("decisions.jsonl")).isEqualTo(decided).hasLineCount(80);
        assertThat(permuted).isNotEqualTo(honest);
    }

    /** Each prompt with another one's scores and reference. */
    private static List<ObjectNode> withKeyPermuted(List<ObjectNode> lines) {
        List<ObjectNode> keys = new ArrayList<>(lines);
        Collections.shuffle(keys, new Random(7));
        List<ObjectNode> permuted = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            ObjectNode one = lines.get(i).deepCopy();
            JsonNode key = keys.get(i);
            one.set("reference", key.path("reference"));
            one.path("answers")
                    .properties()
                    .forEach(answer -> ((ObjectNode) answer.getValue())
                            .set(
                                    "score",
                                    key.path("answers").path(answer.getKey()).path("score")));
            permuted.add(one);
        }
        return permuted;
    }

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
        set(lines);
        String tasks = POLICY.substring(POLICY.indexOf("tasks:"));
        write("policy.yaml", POLICY.replace(tasks, """
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
        line.serve("127.0.0.1:8491", new FakeClassifier("sha256:" + "c0".repeat(32), true));

        Run compared = line.json(arguments("eval", "--folds", "2", "--classifier", "127.0.0.1:8491"))
                .notes("embedding 5 texts");
        Run asTexts = line.json(arguments("eval", "--folds", "2"))
                .notes("no classifier node could be started")
                .notes("recorded free texts are equal where they are the same text");

        assertThat(compared.err()).doesNotContain("the same text");
        assertThat(ownCost(compared)).isLessThan(ownCost(asTexts));
    }

    @Test
    void nodeWithAnotherModelThanTheVerifiers_isRefused() throws IOException {
        advice();
        line.serve("127.0.0.1:8492", new FakeClassifier("sha256:02", true));

        for (String command : List.of("eval", "train")) {
            run(command, "--folds", "2", "--classifier", "127.0.0.1:8492")
                    .endsWith(2)
                    .notes("does not run the model sha256:c0c0")
                    .notes("it has sha256:02");
        }
    }

    @Test
    void otherAnswersThanFreeTexts_needNoNode() throws IOException {
        set(prompts(60));
        assertThat(run("eval", "--folds", "2").endsWith(0).err()).doesNotContain("classifier");
    }

    @Test
    void scoresAllAlike_haveNoCurve() throws IOException {
        for (double score : new double[] {0, 1}) {
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                lines.add(prompt("p" + i, "sums", "So " + i + "?", score, score, score));
            }
            set(lines);
            String plainly = "every answer of set.jsonl has score " + (int) score + ": there is no curve";
            run("eval").endsWith(2).notes(plainly);
            run("project", "--monthly", "10").endsWith(2).notes(plainly);
            run("train").endsWith(0).notes(plainly);
            assertThat(read("estimates.json")).contains("\"no_curve\":\"every answer");
        }
        run("calibrate", "--method", "95-85").endsWith(0).notes("small is right in 100.0% of 30");
    }

    @Test
    void referenceThatIsNeverRight_hasNoShares() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            lines.add(prompt("p" + i, "sums", "So " + i + "?", i % 2, 1, 0));
        }
        set(lines);
        run("eval").endsWith(2).notes("no answer of the reference lab/dear in set.jsonl is right");
    }

    @Test
    void referenceThatCostsNothing_hasNoShares() throws IOException {
        set(prompts(30));
        write("catalog.yaml", CATALOG.replace("input: 5, output: 20", "input: 0, output: 0"));
        run("eval").endsWith(2).notes("the reference lab/dear costs nothing");
    }

    @Test
    void identicalPrompts_andATaskWithOneExample_areEvaluated() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            lines.add(prompt("p" + i, "sums", "So?", i % 3 == 0 ? 0 : 1, i % 3 == 0 ? 0 : 1, 1));
        }
        lines.add(prompt("single", "counts", "So?", 0, 0, 0));
        set(lines);
        JsonNode report = json("eval", "--folds", "3");
        assertThat(report.path("n").asInt()).isEqualTo(41);
        assertThat(named(report.path("tasks"), "task", "counts").path("n").asInt())
                .isEqualTo(1);
        run("project", "--folds", "3", "--monthly", "10").endsWith(0);
        run("calibrate", "--method", "risk", "--folds", "3").endsWith(0).notes("fewer than 10 graded prompts");
        run("train", "--folds", "3").endsWith(0);
    }

    @Test
    void modelsWithoutAPrice_areLeftOutOrNamed() throws IOException {
        set(prompts(30).stream()
                .map(one -> one.replace("\"lab/dear\":", "\"x/free\": {\"text\": \"5\", \"score\": 1}, \"lab/dear\":"))
                .toList());
        run("eval", "--folds", "2").endsWith(0).notes("left out, as the policy does not name them: x/free");
        set(prompts(30).stream().map(one -> one.replace("lab/", "x/")).toList());
        for (String command : List.of("eval", "train")) {
            run(command).endsWith(2).notes("has no answer of lab/cheap; it has x/cheap, x/dear, x/other");
        }
        run("calibrate", "--method", "95-85").endsWith(2).notes("has no answer of lab/cheap");
        run("project", "--monthly", "9").endsWith(2).notes("has no answer of lab/cheap");
        write("policy.yaml", POLICY.replace("lab/other", "lab/unknown"));
        run("eval").endsWith(2).notes("lab/unknown");
    }

    @Test
    void badLines_areNamedOrLeftOut() throws IOException {
        List<String> lines = prompts(40);
        lines.set(3, "{");
        lines.set(5, lines.get(5).replace("\"score\": 1.0", "\"score\": 7"));
        set(lines);
        for (List<String> command : List.of(
                List.of("eval"),
                List.of("train"),
                List.of("project", "--monthly", "9"),
                List.of("calibrate", "--method", "95-85"))) {
            String[] options = command.subList(1, command.size()).toArray(String[]::new);
            run(command.getFirst(), options)
                    .endsWith(2)
                    .notes("set.jsonl:4: is not JSON")
                    .notes("set.jsonl:6: answers.")
                    .notes(
                            "has 2 bad lines; mend them or take them out; what learns and compares leaves them out with --skip-bad");
            List<String> skipping = new ArrayList<>(command.subList(1, command.size()));
            skipping.addAll(List.of("--skip-bad", "--folds", "2"));
            run(command.getFirst(), skipping.toArray(String[]::new)).endsWith(0);
        }
        assertThat(read("estimates.json")).contains("\"bad_lines_left_out\":2");
    }

    @Test
    void policyWithoutHybridTasks_hasNothingToLearnForButCanBeCalibrated() throws IOException {
        set(prompts(60));
        write(
                "policy.yaml",
                POLICY.replace("quality_bar: { of_reference: 0.98 }\n", "")
                        .replace("strategy: hybrid", "strategy: cascade, gate: [finish]")
                        .replace("cascade, gate: [finish] #", "cascade #"));
        for (List<String> command : List.of(List.of("eval"), List.of("train"), List.of("project", "--monthly", "9"))) {
            run(command.getFirst(), command.subList(1, command.size()).toArray(String[]::new))
                    .endsWith(2)
                    .notes(
                            "policy.yaml has no task with strategy `hybrid` and no gate with check `learned`, `agreement` or `confidence`, which is what is learned for;"
                                    + " give a task");
        }
        run("calibrate", "--method", "95-85").endsWith(0);
        run("calibrate", "--method", "risk").endsWith(0);
    }

    @Test
    void poolSmallerThanTheTiers_isEvaluated() throws IOException {
        set(prompts(60));
        write(
                "policy.yaml",
                POLICY.replace(
                                "counts: { owner: t, strategy: hybrid,",
                                "counts: { owner: t, strategy: fixed, tier: second,")
                        .replace(
                                "    answer: { kind: number }\n  counts",
                                "    pool: [lab/cheap, lab/dear]\n    answer: { kind: number }\n  counts"));
        JsonNode report = json("eval", "--folds", "2");
        assertThat(named(report.path("strategies"), "name", "always:second")
                        .path("cost_share")
                        .asDouble())
                .isGreaterThan(0);
    }
}
