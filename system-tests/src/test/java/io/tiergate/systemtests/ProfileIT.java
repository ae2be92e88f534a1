package io.tiergate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.cli.process.ServiceJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code tiergate profile} through running agents: what it judges is what the set's authors judged, what it spends is what the provider bills. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProfileIT {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final List<String> MODELS = List.of("sim/small-1", "sim/mid-1", "sim/frontier-1");
    private static final Path DEMO = Homes.project().resolve("examples").resolve("demo");

    private final LiveStack stack = LiveStack.start("profile");

    @AfterAll
    void stop() {
        stack.close();
    }

    @Test
    void everyModelIsAsked_judgedByTheReference_andBilled() {
        Path prompts = prompts("by-reference", "math", "classification");
        int billed = calls().size();

        CommandRun run = profile("laboratory", prompts, "reference.jsonl", "--oracle", "reference", "--max-usd", "5");

        assertThat(run.code()).as(run::said).isZero();
        JsonNode report = JSON.readTree(run.out());
        List<JsonNode> written = lines("reference.jsonl");
        assertThat(written).hasSize(19 + 22);
        for (JsonNode line : written) {
            Workload.Prompt prompt = Workload.prompt(line.path("id").asString(""));
            for (String model : MODELS) {
                JsonNode answer = line.path("answers").path(model);
                assertThat(answer.path("score").asDouble())
                        .as("%s of %s: %s", prompt.id(), model, answer)
                        .isEqualTo(prompt.answers().path(model).path("score").asDouble());
                assertThat(answer.path("latency_ms").asLong()).isPositive();
            }
        }
        List<JsonNode> calls = calls().subList(billed, calls().size());
        assertThat(calls).hasSize(written.size() * MODELS.size());
        long micros =
                calls.stream().mapToLong(call -> call.path("micros").asLong()).sum();
        assertThat(report.path("spent_usd").decimalValue().movePointRight(6)).isEqualByComparingTo("" + micros);
        assertThat(report.path("tasks")).hasSize(6);
        JsonNode row = report.path("tasks").get(0);
        assertThat(row.path("pass_low").asDouble())
                .isLessThan(row.path("pass_rate").asDouble());

        assertThat(tiergate("calibrate", "--method", "95-85", "--recorded", "reference.jsonl", "--policy", policy())
                        .code())
                .isZero();
    }

    @Test
    void whatIsWritten_isNotAskedAgain_andTheMoneyIsABound() {
        Path prompts = prompts("in-parts", "math");

        CommandRun first = profile(
                "laboratory", prompts, "parts.jsonl", "--oracle", "reference", "--max-usd", "0.001", "--at-once", "1");
        assertThat(first.code()).as(first::said).isEqualTo(1);
        JsonNode report = JSON.readTree(first.out());
        assertThat(report.path("why").asString("")).contains("--max-usd");
        assertThat(report.path("open").asInt()).isPositive();
        List<JsonNode> before = lines("parts.jsonl");
        assertThat(before).isNotEmpty().hasSizeLessThan(19);

        // An agent that is not there: nothing is lost.
        CommandRun gone =
                run("laboratory", "127.0.0.1:1", prompts, "parts.jsonl", "--oracle", "reference", "--max-usd", "5");
        assertThat(gone.code()).as(gone::said).isNotZero();
        assertThat(gone.err()).contains("cannot reach", "run it again to go on");
        assertThat(lines("parts.jsonl")).isEqualTo(before);

        int billed = calls().size();
        CommandRun second = profile("laboratory", prompts, "parts.jsonl", "--oracle", "reference", "--max-usd", "5");
        assertThat(second.code()).as(second::said).isZero();
        assertThat(calls().size() - billed).isEqualTo((19 - before.size()) * MODELS.size());
        Set<String> ids = new HashSet<>();
        lines("parts.jsonl")
                .forEach(line ->
                        assertThat(ids.add(line.path("id").asString(""))).isTrue());
        assertThat(ids).hasSize(19);
    }

    @Test
    void schemaSaysWhatFitsIt() {
        CommandRun run = profile(
                "laboratory",
                prompts("by-schema", "extraction"),
                "schema.jsonl",
                "--oracle",
                "schema",
                "--models",
                "sim/small-1,sim/frontier-1",
                "--max-usd",
                "5");

        assertThat(run.code()).as(run::said).isZero();
        assertThat(lines("schema.jsonl"))
                .allSatisfy(line -> assertThat(line.path("answers").size()).isEqualTo(2))
                .extracting(line -> line.at("/answers/sim~1frontier-1/score").asDouble())
                .containsOnly(1.0);
        assertThat(lines("schema.jsonl"))
                .extracting(line -> line.at("/answers/sim~1small-1/score").asDouble())
                .contains(0.0, 1.0);
    }

    @Test
    void whatCannotBeDone_isSaidBeforeAnybodyIsAsked() {
        int billed = calls().size();
        Path math = prompts("refused", "math");

        assertThat(profile("shop", math, "none.jsonl", "--oracle", "reference", "--max-usd", "5")
                        .err())
                .contains("may not pin", "`pins` of the key's tenant");
        assertThat(profile(
                                "laboratory",
                                math,
                                "none.jsonl",
                                "--oracle",
                                "reference",
                                "--max-usd",
                                "5",
                                "--models",
                                "sim/none")
                        .err())
                .contains("no tier of", "sim/none");
        assertThat(profile(
                                "laboratory",
                                prompts("text", "chat"),
                                "none.jsonl",
                                "--oracle",
                                "reference",
                                "--max-usd",
                                "5")
                        .err())
                .contains("free text", "judge:");
        assertThat(profile("laboratory", math, "none.jsonl", "--oracle", "labels", "--max-usd", "5")
                        .err())
                .contains("has no `labels`");
        // Of the first, small is allowed.
        assertThat(calls().size() - billed).isLessThanOrEqualTo(4);
    }

    private CommandRun profile(String tenant, Path prompts, String out, String... options) {
        return run(tenant, stack.agent(1).grpc(), prompts, out, options);
    }

    private CommandRun run(String tenant, String agent, Path prompts, String out, String... options) {
        List<String> all = new ArrayList<>(List.of(
                "profile",
                "--prompts",
                prompts.toString(),
                "--policy",
                policy(),
                "--out",
                out,
                "--agent",
                agent,
                "--key",
                "file:" + LiveStack.write(stack.directory().resolve(tenant + ".key"), stack.key(tenant)),
                "--output",
                "json"));
        all.addAll(List.of(options));
        return tiergate(all.toArray(String[]::new));
    }

    private CommandRun tiergate(String... arguments) {
        return CommandRun.of(ServiceJar.find(Homes.project(), "cli"), stack.directory(), List.of(arguments));
    }

    private static String policy() {
        return DEMO.resolve("policy.yaml").toString();
    }

    private Path prompts(String name, String... tasks) {
        try {
            Set<String> wanted = Set.of(tasks);
            String lines = Files.readAllLines(DEMO.resolve("workload.jsonl")).stream()
                    .filter(line ->
                            wanted.contains(JSON.readTree(line).path("task").asString("")))
                    .collect(Collectors.joining("\n"));
            return LiveStack.write(stack.directory().resolve(name + ".jsonl"), lines);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the demo's workload", e);
        }
    }

    private List<JsonNode> lines(String name) {
        return LiveStack.read(stack.directory().resolve(name))
                .lines()
                .map(JSON::readTree)
                .toList();
    }

    /** The provider's bill, call by call. */
    private List<JsonNode> calls() {
        return stack.simulator().calls().lines().map(JSON::readTree).toList();
    }
}
