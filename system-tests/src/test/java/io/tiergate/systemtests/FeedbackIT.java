package io.tiergate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tiergate.cli.stack.LocalAgent;
import io.tiergate.transport.GrpcChannels;
import io.tiergate.v1.DocumentKind;
import io.tiergate.v1.FeedbackRequest;
import io.tiergate.v1.GatewayGrpc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Two arms of a policy serve, callers judge the answers, {@code tiergate train --records} learns from it, and the next policy goes by that. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FeedbackIT {
    private static final int REQUESTS = 60;
    private static final String TIERS = """
            policy: taught
            reference: frontier
            tiers:
              - { name: small, targets: [ { model: sim/small-1 } ] }
              - { name: frontier, targets: [ { model: sim/frontier-1 } ] }
            default_task: math
            """;
    private static final String FIXED = TIERS + """
            tasks: { math: { owner: t, strategy: fixed, tier: small, gate: [finish], answer: { kind: number, at: /answer } } }
            """;
    private static final String NEXT = TIERS + """
            quality_bar: { worth_usd: 1 }
            tasks: { math: { owner: t, strategy: hybrid, gate: [finish], answer: { kind: number, at: /answer } } }
            """;

    private final LiveStack stack = LiveStack.start("feedback");

    @AfterAll
    void stop() {
        stack.close();
    }

    @Test
    void judgedTraffic_teachesTheNextPolicy() throws IOException {
        long candidate = storeBoth();
        split(candidate, "50%");
        Map<String, List<Double>> judged = new TreeMap<>();
        for (int i = 0; i < REQUESTS; i++) {
            serveAndJudge(i, judged);
        }
        assertThat(judged).containsOnlyKeys("sim/small-1", "sim/frontier-1");
        Eventually.so("feedback is on disk", () -> feedbackLines() == REQUESTS);

        LiveStack.write(stack.directory().resolve("next.yaml"), NEXT);
        CommandRun trained = stack.tiergate(
                "train",
                "--policy",
                "next.yaml",
                "--catalog",
                "catalog.yaml",
                "--records",
                records(1).toString(),
                records(2).toString(),
                "--output",
                "json");
        assertThat(trained.code()).as(trained.said()).isZero();
        JsonNode report = JsonMapper.shared().readTree(trained.out());
        assertThat(report.at("/records/labels").asInt()).isEqualTo(REQUESTS);
        assertThat(report.at("/records/shares")).hasSize(2).allSatisfy(share -> {
            List<Double> labels = judged.getOrDefault(share.path("model").asString(""), List.of());
            assertThat(share.path("labels").asInt()).isEqualTo(labels.size());
            assertThat(share.path("right").asDouble()).isCloseTo(mean(labels), within(1e-5));
            assertThat(share.path("share_of_requests").asDouble())
                    .isCloseTo((double) labels.size() / REQUESTS, within(1e-5));
        });

        LiveStack.write(
                stack.directory().resolve("next.yaml"),
                NEXT + "pins: { estimates: \"" + report.path("digest").asString("") + "\" }");
        split(candidate, "0%");
        CommandRun published = stack.tiergate(
                "policy", "publish", "next.yaml", "--estimates", "estimates.json", "--message", "learned", "--wait");
        assertThat(published.code()).as(published.said()).isZero();
        // A right answer is worth any price, and the frontier model is right more often.
        assertThat(ask(stack.agent(1), 0).header("x-tiergate-tier")).isEqualTo("frontier");
    }

    /** The cheap model serves; the dear one's revision is stored, too. */
    private long storeBoth() {
        var _ = stack.controlPlane().publish(DocumentKind.DOCUMENT_KIND_POLICY, FIXED, "", "cheap");
        return stack.controlPlane()
                .store(
                        DocumentKind.DOCUMENT_KIND_POLICY,
                        FIXED.replace("tier: small,", "tier: frontier,"),
                        "policy.yaml",
                        "dear")
                .getRevision()
                .getRevision();
    }

    private void split(long candidate, String share) {
        CommandRun split = stack.tiergate(
                "policy",
                "split",
                "taught",
                "--candidate",
                Long.toString(candidate),
                "--share",
                share,
                "--message",
                "to learn");
        assertThat(split.code()).as(split.said()).isZero();
        stack.awaitConverged();
    }

    /** One prompt in a session of its own, judged by what the workload says of the answer. */
    private void serveAndJudge(int number, Map<String, List<Double>> judged) throws IOException {
        LocalAgent agent = stack.agent(1 + number % 2);
        OpenAiApi.Reply reply = ask(agent, number);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        String model = reply.header("x-tiergate-tier").equals("small") ? "sim/small-1" : "sim/frontier-1";
        double score = prompt(number).answers().path(model).path("score").asDouble();
        var _ = GatewayGrpc.newBlockingStub(stack.channel(agent.grpc()))
                .withCallCredentials(GrpcChannels.bearer(stack.key("shop")))
                .feedback(FeedbackRequest.newBuilder()
                        .setDecisionId(reply.decisionId())
                        .setScore(score)
                        .setSource("test")
                        .build());
        judged.computeIfAbsent(model, unseen -> new ArrayList<>()).add(score);
    }

    private OpenAiApi.Reply ask(LocalAgent agent, int number) throws IOException {
        ObjectNode body = JsonMapper.shared().createObjectNode().put("model", "taught");
        body.set("messages", prompt(number).messages());
        return stack.http(agent, "shop").chat(body, "x-tiergate-session", "session-" + number);
    }

    private static Workload.Prompt prompt(int number) {
        return Workload.prompt("math-%03d".formatted(1 + number % 19));
    }

    private static double mean(List<Double> scores) {
        return scores.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    private Path records(int agent) {
        return stack.agent(agent).dataDirectory().resolve("records");
    }

    private long feedbackLines() throws IOException {
        long lines = 0;
        for (int agent = 1; agent <= 2; agent++) {
            try (Stream<Path> files = Files.list(records(agent))) {
                for (Path file : files.toList()) {
                    if (file.getFileName().toString().startsWith("feedback-")) {
                        lines += Files.readAllLines(file).size();
                    }
                }
            }
        }
        return lines;
    }
}
