package io.tiergate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.cli.process.ServiceJar;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.MethodName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * How sure a model is of its words, from the provider to what is served: profiled, trained, published, weighed, explained, billed and replayed.
 *
 * <p>The demo's set has no log-probabilities. Here the small model gets some, made up by a rule: it is sure where it is right and unsure where it is wrong, but for every
 * thirteenth prompt, where it is the other way round. The mid model gives none, and grades its own
 * answers: 92 where they are right, 20 where they are wrong.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodName.class)
class ConfidenceIT {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path DEMO = Homes.project().resolve("examples").resolve("demo");
    private static final Set<String> TASKS = Set.of("math", "classification", "extraction");
    private static final double SURE = -0.015;
    private static final double UNSURE = -0.8125;

    /** Mean log-probability of the small model's answer, by prompt. */
    private final Map<String, Double> said = new HashMap<>();

    private final LiveStack stack = LiveStack.start("confidence", this::confident);

    private String confident(String text) {
        if (text.startsWith("catalog:") || text.contains("\ncatalog:")) {
            return text.replaceFirst("\\[tools, json_schema]", "[tools, json_schema, logprobs]");
        }
        return text.startsWith("{\"id\"") ? text.lines().map(this::sure).collect(Collectors.joining("\n")) : text;
    }

    private String sure(String line) {
        ObjectNode prompt = (ObjectNode) JSON.readTree(line);
        ObjectNode small = (ObjectNode) prompt.path("answers").path("sim/small-1");
        boolean odd = said.size() % 13 == 12;
        double logprob = small.path("score").asDouble() >= 0.5 != odd ? SURE : UNSURE;
        small.put("logprobs", logprob);
        said.put(prompt.path("id").asString(), logprob);
        ObjectNode mid = (ObjectNode) prompt.path("answers").path("sim/mid-1");
        mid.put("self_report", mid.path("score").asDouble() >= 0.5 ? 92 : 20);
        return prompt.toString();
    }

    @BeforeAll
    void learnAndPublish() {
        profile(TASKS, "set.jsonl");
        LiveStack.write(stack.directory().resolve("confident.yaml"), Homes.resource("confident.yaml"));
        CommandRun trained = stack.tiergate(
                "train",
                "--recorded",
                "set.jsonl",
                "--policy",
                "confident.yaml",
                "--catalog",
                "catalog.yaml",
                "--folds",
                "2",
                "--out",
                "learned.json",
                "--output",
                "json");
        assertThat(trained.code()).as(trained::said).isZero();
        assertThat(trained.err())
                .contains(
                        "check `confidence` will skip answers of sim/mid-1: by the catalog it gives no log-probabilities");
        String digest = JSON.readTree(trained.out()).path("digest").asString();
        LiveStack.write(
                stack.directory().resolve("confident.yaml"),
                "pins: { estimates: \"" + digest + "\" }\n" + Homes.resource("confident.yaml"));
        CommandRun published = stack.tiergate(
                "policy", "publish", "confident.yaml", "--estimates", "learned.json", "--message", "try", "--wait");
        assertThat(published.code()).as(published::said).isZero();
        assertThat(published.said())
                .contains(
                        "answers of sim/mid-1 are not weighed by check `confidence`: by the catalog it gives no log-probabilities");
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    private double said(String prompt) {
        return Objects.requireNonNull(said.get(prompt), prompt);
    }

    private void profile(Set<String> tasks, String out, String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "profile",
                "--prompts",
                prompts(tasks, out).toString(),
                "--policy",
                DEMO.resolve("policy.yaml").toString(),
                "--catalog",
                "catalog.yaml",
                "--oracle",
                "reference",
                "--out",
                out,
                "--max-usd",
                "5",
                "--agent",
                stack.agent(1).grpc(),
                "--key",
                "file:" + LiveStack.write(stack.directory().resolve("laboratory.key"), stack.key("laboratory"))));
        arguments.addAll(List.of(options));
        CommandRun profiled = CommandRun.of(ServiceJar.find(Homes.project(), "cli"), stack.directory(), arguments);
        assertThat(profiled.code()).as(profiled::said).isZero();
    }

    private Path prompts(Set<String> tasks, String out) {
        try {
            String lines = Files.readAllLines(DEMO.resolve("workload.jsonl")).stream()
                    .filter(line ->
                            tasks.contains(JSON.readTree(line).path("task").asString()))
                    .collect(Collectors.joining("\n"));
            return LiveStack.write(stack.directory().resolve("prompts-of-" + out), lines);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the demo's workload", e);
        }
    }

    @Test
    void profile_writesWhatTheProviderSaid_andNothingForAModelThatSaysNothing() {
        int known = 0;
        for (String line :
                LiveStack.read(stack.directory().resolve("set.jsonl")).lines().toList()) {
            JsonNode prompt = JSON.readTree(line);
            JsonNode small = prompt.path("answers").path("sim/small-1");
            assertThat(small.has("logprobs")).isEqualTo(small.has("text"));
            if (small.has("logprobs")) {
                assertThat(small.path("logprobs").decimalValue())
                        .isEqualByComparingTo(
                                BigDecimal.valueOf(said(prompt.path("id").asString())));
                known++;
            }
            assertThat(prompt.path("answers").path("sim/mid-1").has("logprobs")).isFalse();
        }
        assertThat(known).isGreaterThan(40);
        JsonNode card = JSON.readTree(LiveStack.read(stack.directory().resolve("learned.json")))
                .at("/card/confidence");
        assertThat(card.get(0).path("labels").asInt()).isEqualTo(known);
        assertThat(card.get(0).path("ece").isNumber()).isTrue();
        assertThat(card.get(1).path("not_learned").asString()).contains("by the catalog");
    }

    @Test
    void sureAnswersAreServed_unsureOnesGoUp_andNobodySeesWhatHeDidNotAskFor() throws IOException {
        List<String> tiers = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        for (int i = 1; i <= 19; i++) {
            String prompt = "math-0" + (i < 10 ? "0" + i : "" + i);
            OpenAiApi.Reply reply = ask("confident/math", prompt, false, i % 3 == 0);
            assertThat(reply.status()).as(reply.body()).isEqualTo(200);
            assertThat(reply.body()).doesNotContain("\"logprob\"");
            assertThat(reply.header("x-tiergate-tier")).as(prompt).isEqualTo(said(prompt) == SURE ? "small" : "mid");
            tiers.add(reply.header("x-tiergate-tier"));
            ids.add(reply.decisionId());
        }

        assertThat(tiers).contains("small", "mid");
        assertThat(explained(ids.get(tiers.indexOf("small"))))
                .contains("mean log-probability of a token -0.0150", "confidence passed", "trusted");
        assertThat(explained(ids.get(tiers.indexOf("mid"))))
                .contains(
                        "mean log-probability of a token -0.8125",
                        "confidence failed",
                        "sim/mid-1 gave no log-probabilities");
        assertBilled();
        assertReplays();
    }

    @Test
    void modelThatGivesNone_isAskedHowSureItIs_onTheBillAndInTheRecord() throws IOException {
        profile(Set.of("math"), "reports.jsonl", "--self-report", "--models", "sim/mid-1");
        for (String line : LiveStack.read(stack.directory().resolve("reports.jsonl"))
                .lines()
                .toList()) {
            JsonNode mid = JSON.readTree(line).at("/answers/sim~1mid-1");
            assertThat(mid.path("self_report").asInt(0))
                    .isEqualTo(!mid.has("text") ? 0 : mid.path("score").asDouble() >= 0.5 ? 92 : 20);
        }
        String learned = LiveStack.read(stack.directory().resolve("learned.json"))
                .replaceFirst("^\\{", "{\"self_reports\":{\"sim/mid-1\":{\"shared\":[0,1]}},");
        LiveStack.write(stack.directory().resolve("asked.json"), learned);
        CommandRun stored = stack.tiergate("policy", "publish", "asked.json", "--message", "by hand");
        assertThat(stored.code()).as(stored::said).isZero();
        String pin = stored.out()
                .lines()
                .filter(line -> line.startsWith("pins: "))
                .map(line -> line.substring(0, line.indexOf('#')))
                .findFirst()
                .orElseThrow();
        LiveStack.write(stack.directory().resolve("asked.yaml"), pin + "\n" + Homes.resource("asked.yaml"));
        CommandRun published = stack.tiergate("policy", "publish", "asked.yaml", "--message", "try", "--wait");
        assertThat(published.code()).as(published::said).isZero();

        List<String> tiers = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        for (int i = 1; i <= 19; i++) {
            String prompt = "math-0" + (i < 10 ? "0" + i : "" + i);
            OpenAiApi.Reply reply = ask("asked/math", prompt, false, false);
            assertThat(reply.status()).as(reply.body()).isEqualTo(200);
            double score = Workload.prompt(prompt)
                    .answers()
                    .path("sim/mid-1")
                    .path("score")
                    .asDouble();
            assertThat(reply.header("x-tiergate-tier")).as(prompt).isEqualTo(score >= 0.5 ? "mid" : "frontier");
            tiers.add(reply.header("x-tiergate-tier"));
            ids.add(reply.decisionId());
        }
        assertThat(explained(ids.get(tiers.indexOf("mid"))))
                .contains(
                        "the model is asked how sure it is", "itself", "of attempt 1: 92 of 100", "confidence passed");
        assertThat(explained(ids.get(tiers.indexOf("frontier"))))
                .contains("of attempt 1: 20 of 100", "confidence failed", "too unlikely");
        assertBilled();
        assertReplays();
    }

    @Test
    void whoAsksForLogprobs_getsThem() throws IOException {
        OpenAiApi.Reply reply = ask("confident/math", "math-001", true, false);

        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.header("x-tiergate-tier")).isEqualTo("small");
        assertThat(reply.json().at("/choices/0/logprobs/content/0/logprob").asDouble())
                .isEqualTo(said("math-001"));
        assertReplays();
    }

    /** Every billed call is an attempt of a record with the same money. */
    private void assertBilled() {
        Map<String, Long> bill = new TreeMap<>();
        stack.simulator().calls().lines().forEach(line -> {
            JsonNode call = JSON.readTree(line);
            if (call.path("billed").asBoolean()) {
                bill.put(call.path("request_id").asString(), call.path("micros").asLong());
            }
        });
        Map<String, Long> ledger = new TreeMap<>();
        for (DecisionRecord record : stack.records()) {
            var lines = record.json().path("ledger").iterator();
            for (JsonNode step : record.json().path("steps")) {
                for (JsonNode attempt : step.path("attempts")) {
                    String id = record.id() + "-" + attempt.path("number").asInt();
                    if (bill.containsKey(id)) {
                        ledger.put(id, lines.next().path("micros").asLong());
                    }
                }
            }
        }
        assertThat(ledger).isEqualTo(bill);
    }

    private OpenAiApi.Reply ask(String model, String prompt, boolean logprobs, boolean streamed) throws IOException {
        ObjectNode body = JSON.createObjectNode().put("model", model);
        body.set("messages", Workload.prompt(prompt).messages());
        if (logprobs) {
            body.put("logprobs", true);
        }
        if (streamed) {
            body.put("stream", true);
        }
        return stack.http(stack.agent(2), "shop").chat(body);
    }

    private String explained(String decision) {
        CommandRun explained = stack.tiergate("explain", decision);
        assertThat(explained.code()).as(explained::said).isZero();
        return explained.out();
    }

    private void assertReplays() {
        CommandRun replay = stack.tiergate("replay", "--last", "1000", "--output", "json");
        assertThat(replay.code()).as(replay::said).isZero();
        JsonNode tally = JSON.readTree(replay.out());
        assertThat(tally.path("replayed").asInt()).isPositive();
        assertThat(tally.path("same").asInt()).isEqualTo(tally.path("replayed").asInt());
    }
}
