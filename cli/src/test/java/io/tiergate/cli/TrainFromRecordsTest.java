package io.tiergate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.policy.arm.Arm;
import io.tiergate.policy.catalog.Catalog;
import io.tiergate.policy.catalog.CatalogCompiler;
import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.compile.PolicyCompiler;
import io.tiergate.policy.compile.Shelf;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.gate.CheckResult;
import io.tiergate.policy.plan.AttemptResult;
import io.tiergate.policy.plan.Climb;
import io.tiergate.policy.plan.Decision;
import io.tiergate.policy.plan.Ending;
import io.tiergate.policy.plan.Move;
import io.tiergate.policy.plan.Observation;
import io.tiergate.policy.plan.Plan;
import io.tiergate.policy.record.DecisionRecord;
import io.tiergate.policy.record.Ledger;
import io.tiergate.policy.record.RecordWriter;
import io.tiergate.policy.rule.Features;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code train --records}: two arms of a policy were served and judged, and the next policy goes by what that taught. */
class TrainFromRecordsTest {
    private static final String CATALOG = """
            catalog: world
            providers:
              lab: { api: openai, base_url: "http://127.0.0.1:1/v1" }
            models:
              lab/cheap: { context_window: 100000, max_output: 8000, prices: { input: 0.1, output: 0.4 } }
              lab/dear: { context_window: 100000, max_output: 8000, prices: { input: 5, output: 20 } }
            """;
    private static final String TIERS = """
            policy: world
            reference: frontier
            tiers:
              - { name: small, targets: [ { model: lab/cheap } ] }
              - { name: frontier, targets: [ { model: lab/dear } ] }
            default_task: sums
            """;
    private static final String NEXT = TIERS + """
            quality_bar: { of_reference: 0.99 }
            tasks: { sums: { owner: t, strategy: hybrid, answer: { kind: number } } }
            """;

    @TempDir
    Path directory;

    private CommandLineFixture line;
    private final List<String> records = new ArrayList<>();
    private final List<String> feedback = new ArrayList<>();

    @BeforeEach
    void documents() throws IOException {
        line = new CommandLineFixture(directory);
        Files.writeString(directory.resolve("catalog.yaml"), CATALOG);
        Files.writeString(directory.resolve("policy.yaml"), NEXT);
    }

    private static CompiledPolicy fixed(String tier) {
        Catalog catalog = ((CompileResult.Compiled<Catalog>) CatalogCompiler.compile("catalog", CATALOG)).value();
        String policy = TIERS + "tasks: { sums: { owner: t, strategy: fixed, tier: " + tier + " } }\n";
        return ((CompileResult.Compiled<CompiledPolicy>) PolicyCompiler.compile("policy", policy, Shelf.of(catalog)))
                .value();
    }

    private String serve(String arm, CompiledPolicy policy) {
        String id = "a1.%08d".formatted(records.size());
        Decision decision = Decision.of(
                new Arm(arm, policy, 1, 0, 10_000),
                new Decision.Inputs(
                        1,
                        1,
                        new Features(
                                "sums",
                                null,
                                "low",
                                new Features.Size(100, 200, null),
                                new Features.Form(1, false, false, "text", false),
                                new Features.Caller("acme", "paid", null),
                                Map.of()),
                        new Decision.Asked(null, false, null, null)));
        Plan plan = decision.plan();
        Climb climb = decision.climb(plan);
        Observation seen = new Observation(0, Set.of());
        if (!(climb.next(seen) instanceof Move.Ask ask)) {
            throw new AssertionError("a model is asked");
        }
        Move.Call call = ask.calls().getFirst();
        List<DecisionRecord.Attempt> attempts = List.of(new DecisionRecord.Attempt(
                new AttemptResult(
                        call.number(),
                        call.target(),
                        Ending.ANSWERED,
                        TokenUsage.of(100, 40),
                        List.of(CheckResult.passed("finish")),
                        null,
                        false),
                "",
                "",
                300_000,
                300_000));
        climb = climb.after(ask, List.of(attempts.getFirst().result()));
        Move move = climb.next(seen);
        records.add(new String(
                RecordWriter.toJson(new DecisionRecord(
                        new DecisionRecord.Header(
                                id,
                                1_763_848_800_000L,
                                "a1",
                                "0.1.0",
                                "grpc",
                                "world",
                                new DecisionRecord.Content(
                                        7, Digest.of(new byte[] {1}).toString()),
                                null,
                                "key-1",
                                "acme"),
                        decision,
                        DecisionRecord.CacheUse.BYPASS,
                        plan,
                        List.of(new DecisionRecord.Step(seen, ask, attempts)),
                        new DecisionRecord.End.Walked(seen, move),
                        Ledger.lines(climb.results(), move),
                        Ledger.referenceMicros(decision, climb.results(), move),
                        new DecisionRecord.Timing(500_000, 490_000))),
                StandardCharsets.UTF_8));
        return id;
    }

    private void judge(String id, boolean right, String source) {
        judge(id, right, source, "acme");
    }

    private void judge(String id, boolean right, String source, String tenant) {
        feedback.add(
                "{\"v\":1,\"decision\":\"%s\",\"score\":%s,\"source\":\"%s\",\"time_ms\":1,\"author\":\"key-1\",\"tenant\":\"%s\"}"
                        .formatted(id, right ? 1.0 : 0.0, source, tenant));
    }

    /** Nine tenths of the requests to the cheap model, which is right in seven of ten. */
    private void serveArms() throws IOException {
        CompiledPolicy cheap = fixed("small");
        CompiledPolicy dear = fixed("frontier");
        for (int i = 0; i < 300; i++) {
            boolean candidate = i % 10 == 0;
            String id = serve(candidate ? "dearer" : Arm.BASELINE, candidate ? dear : cheap);
            judge(id, candidate || i % 10 > 3, i % 2 == 0 ? "reviewer" : "user");
        }
        write();
    }

    private void write() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("records"));
        Files.writeString(folder.resolve("records-20261130-1.jsonl"), String.join("\n", records) + "\n");
        Files.writeString(folder.resolve("feedback-20261130-1.jsonl"), String.join("\n", feedback) + "\n");
    }

    private Run train(String... more) {
        List<String> arguments = new ArrayList<>(List.of("train", "--policy", "policy.yaml", "--records", "records"));
        arguments.addAll(List.of(more));
        return line.run(arguments.toArray(String[]::new));
    }

    private JsonNode card() throws IOException {
        return JsonMapper.shared()
                .readTree(Files.readString(directory.resolve("estimates.json")))
                .path("card")
                .path("records");
    }

    @Test
    void arms_teachWhatTheirModelsAreWorth() throws IOException {
        serveArms();
        Run run = train().endsWith(0);
        assertThat(run.out())
                .contains("300 labelled answers, of 300 judgements")
                .contains("90.0%, baseline")
                .contains("10.0%, dearer")
                .contains("pins: { estimates:");
        JsonNode cheap = card().path("shares").get(0);
        assertThat(cheap.path("model").asString("")).isEqualTo("lab/cheap");
        assertThat(cheap.path("right").asDouble()).isEqualTo(0.66667);
        assertThat(cheap.path("arms").get(0).asString("")).isEqualTo(Arm.BASELINE);
        assertThat(cheap.path("effective_labels").asDouble()).isEqualTo(270);
        assertThat(card().path("left_out").isEmpty()).isTrue();
        String digest = Digest.of(Files.readAllBytes(directory.resolve("estimates.json")))
                .toString();
        Files.writeString(directory.resolve("policy.yaml"), NEXT + "pins: { estimates: \"" + digest + "\" }\n");
        line.run("policy", "validate", "policy.yaml", "--catalog", "catalog.yaml", "--estimates", "estimates.json")
                .endsWith(0);
    }

    @Test
    void sources_areChosen() throws IOException {
        serveArms();
        JsonNode shown = JsonMapper.shared()
                .readTree(line.json("train", "--policy", "policy.yaml", "--records", "records", "--source", "reviewer")
                        .endsWith(0)
                        .out());
        assertThat(shown.path("records").path("labels").asInt()).isEqualTo(150);
        assertThat(shown.path("records").path("of_other_sources").asInt()).isEqualTo(150);
    }

    @Test
    void judgementsByOtherTenants_areLeftOut_andSaidSo() throws IOException {
        serveArms();
        String id = serve(Arm.BASELINE, fixed("small"));
        judge(id, true, "user", "umbrella");
        write();
        assertThat(train().endsWith(0).out())
                .contains("300 labelled answers, of 301 judgements")
                .contains("1 judgements by other tenants were left out");
        assertThat(card().path("of_other_tenants").asInt()).isEqualTo(1);
    }

    @Test
    void recordsThatSayNothingOfTheReference_areRefused() throws IOException {
        for (int i = 0; i < 20; i++) {
            judge(serve(Arm.BASELINE, fixed("small")), true, "user");
        }
        write();
        train().endsWith(2).notes("no label of these records says how often the reference lab/dear is right");
        assertThat(directory.resolve("estimates.json")).doesNotExist();
    }

    @Test
    void recordsWithoutLabels_areRefused() throws IOException {
        String id = serve(Arm.BASELINE, fixed("small"));
        write();
        train().endsWith(2).notes("no answer of the 1 records has a label");
        judge(id, true, "user");
        judge("a2.unknown", true, "user");
        write();
        train("--source", "reviewer").endsWith(2).notes("2 are of other sources");
    }

    @Test
    void badLines_areNamed_orLeftOut() throws IOException {
        records.add("{\"v\":1");
        serveArms();
        train().endsWith(2).notes("records-20261130-1.jsonl:1: is not JSON");
        train("--skip-bad").endsWith(0);
        assertThat(card().path("bad_lines_left_out").asInt()).isEqualTo(1);
    }

    @Test
    void filesThatAreMissing_andPolicies_areNamed() {
        train().endsWith(2).notes("does not exist");
        line.run("train", "--records", "records").endsWith(2).notes("--policy is missing");
        line.run("train", "--policy", "policy.yaml").endsWith(2).notes("--recorded is missing");
    }

    @Test
    void recordsBesideASet_correctIt() throws IOException {
        List<String> set = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            set.add("""
                    {"id": "p%d", "task": "sums", "messages": [{"role": "user", "content": "So %d?"}], "answers": {\
                    "lab/cheap": {"text": "It is 5", "score": %d}, "lab/dear": {"text": "It is 5", "score": 1}}}""".formatted(i, i, i % 10 == 0 ? 0 : 1));
        }
        Files.writeString(directory.resolve("set.jsonl"), String.join("\n", set) + "\n");
        serveArms();
        train("--recorded", "set.jsonl", "--folds", "2").endsWith(0);
        JsonNode document = JsonMapper.shared().readTree(Files.readString(directory.resolve("estimates.json")));
        assertThat(document.at("/tasks/sums/priors/lab~1cheap/right").asDouble())
                .isBetween(0.69, 0.71);
        assertThat(document.at("/card/records/labels").asInt()).isEqualTo(300);
        assertThat(document.at("/card/prompts").asInt()).isEqualTo(60);
    }
}
