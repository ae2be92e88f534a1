package io.tiergate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.cli.process.ServiceJar;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The running system (control plane, agents, simulated provider) and the laboratory decide the same for the same prompts by the same
 * estimates: same plan and served model for each prompt, same spend to the micro-dollar, same quality.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgreementIT {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int PROMPTS = 500;
    private static final long SEED = 20_261;

    private static final String CATALOG = """
            catalog: made
            providers:
              one: { api: openai, base_url: "http://127.0.0.1:8000/one/v1" }
              two: { api: anthropic, base_url: "http://127.0.0.1:8000/two/v1" }
            models:
              one/quick: { context_window: 100000, max_output: 8000, prices: { input: 0.11, output: 0.43 }, capabilities: [logprobs] }
              one/other: { context_window: 100000, max_output: 8000, prices: { input: 0.17, output: 0.59 } }
              two/strong: { context_window: 100000, max_output: 8000, prices: { input: 3.1, output: 15.7 } }
            """;

    private static final String POLICY = """
            policy: made
            reference: frontier
            quality_bar: { of_reference: 0.9 }
            tiers:
              - { name: small, targets: [ { model: one/quick } ] }
              - { name: mid, targets: [ { model: one/other } ] }
              - { name: frontier, targets: [ { model: two/strong } ] }
            tasks:
              sums: { owner: t, strategy: hybrid, gate: [finish], answer: { kind: number }, output_tokens: 60 }
              kinds: { owner: t, strategy: hybrid, answer: { kind: label, labels: [bug, billing, access] }, output_tokens: 10 }
              marks: { owner: t, strategy: cascade, gate: [finish, confidence], answer: { kind: number }, output_tokens: 60 }
              notes: { owner: t, strategy: cascade, gate: [finish, length], output_tokens: 60 }
            default_task: notes
            budget: { deadline: 60s, attempts: 6, cost_usd: 1 }
            """;

    private final Path directory = Homes.work("agreement");

    private JsonNode demo = JSON.nullNode();
    private JsonNode eval = JSON.nullNode();

    @BeforeAll
    void runBoth() {
        write("set.jsonl", set());
        write("catalog.yaml", CATALOG);
        write("policy.yaml", POLICY);
        JsonNode trained = tiergate(
                "train", "--recorded", "set.jsonl", "--policy", "policy.yaml", "--folds", "2", "--out", "learned.json");
        String pin = "pins: { estimates: \"" + trained.path("digest").asString("") + "\" }\n";
        write("pinned.yaml", pin + POLICY);

        demo = tiergate(
                "demo",
                "--recorded",
                "set.jsonl",
                "--policy",
                "pinned.yaml",
                "--catalog",
                "catalog.yaml",
                "--estimates",
                "learned.json",
                "--decisions",
                "running.jsonl");
        eval = tiergate(
                "eval",
                "--recorded",
                "set.jsonl",
                "--policy",
                "policy.yaml",
                "--estimates",
                "learned.json",
                "--folds",
                "2",
                "--decisions",
                "laboratory.jsonl");
    }

    @Test
    void everyPrompt_isDecidedAlike() {
        assertThat(lines("running.jsonl")).hasSize(PROMPTS).isEqualTo(lines("laboratory.jsonl"));
    }

    @Test
    void spendAndQuality_areTheSame() {
        long spent = lines("laboratory.jsonl").stream()
                .mapToLong(line -> JSON.readTree(line).path("cost_micros").asLong())
                .sum();
        JsonNode running = own(demo);
        JsonNode laboratory = own(eval);

        assertThat(demo.path("proved").asBoolean()).isTrue();
        assertThat(running.path("cost_usd").decimalValue().movePointRight(6)).isEqualByComparingTo("" + spent);
        assertThat(laboratory.path("cost_usd").decimalValue().movePointRight(6)).isEqualByComparingTo("" + spent);
        assertThat(running.path("quality").decimalValue())
                .isEqualByComparingTo(laboratory.path("quality").decimalValue().setScale(6, RoundingMode.HALF_UP));
    }

    /** Else agreement would say nothing. */
    @Test
    void decisionsDiffer_betweenPrompts() {
        Set<String> plans = lines("running.jsonl").stream()
                .map(line -> JSON.readTree(line).path("plan").toString())
                .collect(Collectors.toSet());
        Set<String> served = lines("running.jsonl").stream()
                .map(line -> JSON.readTree(line).path("served").asString(""))
                .collect(Collectors.toSet());

        assertThat(plans).hasSizeGreaterThan(3);
        assertThat(served).contains("one/quick", "two/strong");
    }

    /**
     * Two cheap models that are mostly right where they agree, and a strong one; answers of many lengths, some cut off, some with the
     * tokens that were billed. One of them says how sure it is.
     */
    private static String set() {
        Random random = new Random(SEED);
        StringBuilder lines = new StringBuilder();
        List<String> kinds = List.of("bug", "billing", "access");
        for (int i = 0; i < PROMPTS; i++) {
            boolean hard = random.nextInt(10) < 3;
            ObjectNode line = JSON.createObjectNode().put("id", "made-" + i);
            String task = List.of("sums", "sums", "marks", "kinds", "notes").get(i % 5);
            line.put("task", task);
            if (i % 7 == 0) {
                line.put("domain", "finance");
            }
            line.putArray("messages")
                    .addObject()
                    .put("role", "user")
                    .put(
                            "content",
                            "Number " + i + (hard ? ", a hard one" : "") + ": why? ".repeat(1 + random.nextInt(40)));
            ObjectNode answers = line.putObject("answers");
            int right = random.nextInt(900);
            for (String model : List.of("one/quick", "one/other", "two/strong")) {
                boolean strong = model.equals("two/strong");
                boolean isRight = random.nextInt(100) < (strong ? 98 : hard ? 20 : 97);
                int given = isRight ? right : right + 1 + random.nextInt(90);
                ObjectNode answer = answers.putObject(model);
                answer.put(
                        "text",
                        switch (task) {
                            case "sums", "marks" -> "So it is " + "then ".repeat(random.nextInt(30)) + given;
                            case "kinds" -> kinds.get(given % 3);
                            default -> "A note. ".repeat(1 + random.nextInt(30));
                        });
                answer.put("score", (task.equals("kinds") ? given % 3 == right % 3 : isRight) ? 1 : 0);
                if (model.equals("one/quick")) {
                    answer.put("logprobs", isRight ? -0.01 * random.nextInt(20) : -0.05 * (1 + random.nextInt(20)));
                }
                if (random.nextInt(12) == 0 && !strong) {
                    answer.put("finish_reason", "length");
                }
                if (random.nextInt(5) == 0) {
                    answer.put("input_tokens", 20 + random.nextInt(200));
                    answer.put("output_tokens", 1 + random.nextInt(90));
                }
            }
            lines.append(line).append('\n');
        }
        return lines.toString();
    }

    private static JsonNode own(JsonNode report) {
        for (JsonNode strategy : report.path("strategies")) {
            if (strategy.path("name").asString("").equals("tiergate")) {
                return strategy;
            }
        }
        throw new AssertionError("no strategy tiergate in " + report.path("strategies"));
    }

    private JsonNode tiergate(String... arguments) {
        List<String> all = new java.util.ArrayList<>(List.of(arguments));
        all.addAll(List.of("--output", "json"));
        CommandRun run = CommandRun.of(ServiceJar.find(Homes.project(), "cli"), directory, all);
        assertThat(run.code()).as(run::said).isZero();
        return JSON.readTree(run.out());
    }

    private void write(String name, String text) {
        var _ = LiveStack.write(directory.resolve(name), text.strip());
    }

    private List<String> lines(String name) {
        return LiveStack.read(directory.resolve(name)).lines().toList();
    }
}
