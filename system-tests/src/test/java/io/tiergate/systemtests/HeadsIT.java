package io.tiergate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.grpc.ManagedChannel;
import io.tiergate.cli.process.Service;
import io.tiergate.cli.process.ServiceJar;
import io.tiergate.transport.GrpcChannels;
import io.tiergate.transport.TlsSettings;
import io.tiergate.v1.AnalyzeReply;
import io.tiergate.v1.AnalyzeRequest;
import io.tiergate.v1.ClassifierGrpc;
import io.tiergate.v1.Scores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Heads learned through one classifier node and served by another. */
@SuppressWarnings("NullAway.Init")
class HeadsIT {
    private static final long CLINC_BOUND_MINUTES = 40;

    @TempDir
    private Path directory;

    @Test
    void headsOfWrittenPrompts_areServedByANodeThatLoadsTheSet() throws IOException {
        Path written = Homes.project()
                .resolve("laboratory/src/main/resources/io/tiergate/laboratory/heads/written-prompts.jsonl");
        // A third of them, so that it takes less than a minute.
        Path prompts = Files.write(
                directory.resolve("prompts.jsonl"),
                Files.readAllLines(written).stream().limit(600).toList());
        Path models = Files.createDirectories(directory.resolve("models"));
        CommandRun run = CommandRun.of(
                ServiceJar.find(Homes.project(), "cli"),
                models,
                List.of(
                        "train",
                        "heads",
                        "--prompts",
                        prompts.toString(),
                        "--edges",
                        "6",
                        "--out",
                        "tasks",
                        "--output",
                        "json"));
        assertThat(run.code()).as(run::said).isZero();
        JsonNode learned = JsonMapper.shared().readTree(run.out());

        assertThat(learned.path("policy").asString())
                .contains("pins: { classifier: \"" + learned.path("digest").asString())
                .contains("task: { head: task }", "domain: { head: domain, thresholds: { ", "\"legal\": 0.")
                .doesNotContain("general");

        try (Processes processes = new Processes(directory)) {
            Service node = processes.start(
                    "classifier",
                    "classifier-node",
                    "--grpc-bind=127.0.0.1:0",
                    "--management-bind=127.0.0.1:0",
                    "--models=" + models,
                    "--default-model=tasks");
            AnalyzeReply reply = analyze(
                    Processes.ports(node).path("grpc").asInt(),
                    "Translate into Norwegian: the harbour is frozen until spring.",
                    "Write a Java method that merges two sorted arrays.");

            assertThat(reply.getModel()).isEqualTo(learned.path("digest").asString());
            assertThat(likeliest(reply, 0, "task")).isEqualTo("translation");
            assertThat(likeliest(reply, 1, "task")).isEqualTo("code");
            assertThat(likeliest(reply, 1, "domain")).isEqualTo("code");
            assertThat(reply.getAnalyses(0).hasDistance()).isTrue();
        }
    }

    @Test
    void clinc150_intentsAreTold_andWhatIsOutOfScope() {
        // 23,700 texts through the encoder, one at a time.
        assumeTrue(
                "true".equals(System.getenv("TIERGATE_LONG_TESTS")),
                "skipped: takes some ten minutes; set TIERGATE_LONG_TESTS=true");
        String data = Objects.requireNonNullElse(System.getenv("TIERGATE_DATA"), "../shared/data");
        Path set = Homes.project()
                .resolve(data)
                .resolve("intents/clinc150/data_full.json")
                .normalize();
        assumeTrue(Files.exists(set), "skipped: no CLINC150 at " + set + "; set TIERGATE_DATA to the data folder");

        CommandRun run = CommandRun.of(
                directory,
                Map.of("TIERGATE_BUILD", "never"),
                List.of(
                        Homes.project().resolve("tiergate").toString(),
                        "eval",
                        "heads",
                        "--prompts",
                        set.toString(),
                        "--output",
                        "json"),
                CLINC_BOUND_MINUTES);

        assertThat(run.code()).as(run::said).isZero();
        JsonNode head = JsonMapper.shared().readTree(run.out()).path(0);
        assertThat(head.path("test").asInt()).isEqualTo(4500);
        assertThat(head.path("accuracy").asDouble()).isGreaterThanOrEqualTo(0.95);
        assertThat(head.path("auroc_energy").asDouble()).isGreaterThanOrEqualTo(0.96);
    }

    private static AnalyzeReply analyze(int port, String... texts) throws IOException {
        ManagedChannel channel = GrpcChannels.open("127.0.0.1:" + port, TlsSettings.NONE, 1 << 24);
        try {
            return ClassifierGrpc.newBlockingStub(channel)
                    .analyze(AnalyzeRequest.newBuilder()
                            .addAllTexts(List.of(texts))
                            .build());
        } finally {
            channel.shutdownNow();
        }
    }

    private static String likeliest(AnalyzeReply reply, int text, String head) {
        Scores scores = reply.getAnalyses(text).getHeadsOrThrow(head);
        int best = 0;
        for (int i = 1; i < scores.getLabelsCount(); i++) {
            best = scores.getProbabilities(i) > scores.getProbabilities(best) ? i : best;
        }
        return scores.getLabels(best);
    }
}
