package io.tiergate.dataplane.gateway.http;

import static io.tiergate.dataplane.Upstream.callsTool;
import static io.tiergate.dataplane.Upstream.says;
import static io.tiergate.dataplane.Upstream.status;
import static io.tiergate.dataplane.Upstream.streamsThenBreaks;
import static io.tiergate.dataplane.Upstream.streamsThenHangs;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.Documents;
import io.tiergate.dataplane.LocalAgent;
import io.tiergate.dataplane.Upstream;
import io.tiergate.policy.record.DecisionRecord;
import io.tiergate.policy.record.DecisionRecord.End;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The OpenAI-compatible API, as a client sees it. */
@Timeout(180)
class HttpGatewayTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String HELLO = ask("support");

    private final LocalAgent agent = LocalAgent.running(Documents.STRICT);

    static String ask(String model) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    }

    static String stream(String model, String... options) {
        return ask(model).replace("}]}", "}],\"stream\":true" + String.join("", options) + "}");
    }

    @AfterEach
    void close() throws IOException {
        agent.close();
    }

    @Test
    void completion_isTheProvidersAnswer_withWhatWasDoneInHeaders() {
        agent.upstream().model("small", says("Hello there"));

        HttpResponse<String> reply = agent.post(HELLO);

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.headers().firstValue("content-type")).hasValue("application/json");
        JsonNode body = MAPPER.readTree(reply.body());
        assertThat(body.at("/choices/0/message/content").asString("")).isEqualTo("Hello there");
        assertThat(body.path("model").asString("")).isEqualTo("small");
        assertThat(body.at("/usage/total_tokens").asInt(0)).isEqualTo(15);
        DecisionRecord record = agent.record();
        assertThat(header(reply, "decision-id")).isEqualTo(record.header().id()).startsWith("agent-1.");
        assertThat(header(reply, "policy")).isEqualTo("support");
        assertThat(header(reply, "revision")).isEqualTo("7");
        assertThat(header(reply, "digest")).startsWith("sha256:");
        assertThat(header(reply, "generation")).isEqualTo("1");
        assertThat(header(reply, "arm")).isEqualTo("baseline");
        assertThat(header(reply, "task")).isEqualTo("chat");
        assertThat(header(reply, "tier")).isEqualTo("small");
        assertThat(header(reply, "target")).isEqualTo("p/small");
        assertThat(header(reply, "cache")).isEqualTo("miss");
        assertThat(header(reply, "cost-micros")).isEqualTo("20");
        assertThat(header(reply, "escalations")).isEqualTo("0");
        assertThat(reply.headers().firstValue("x-tiergate-below-bar")).isEmpty();
    }

    @Test
    void whatCallersDeclare_comesInHeaders() {
        agent.upstream().model("mid", says("bug"));

        HttpResponse<String> reply = agent.post(
                HELLO,
                "x-tiergate-task",
                "label",
                "x-tiergate-domain",
                "legal",
                "x-tiergate-stakes",
                "high",
                "x-tiergate-session",
                "s-1",
                "x-tiergate-user",
                "u-1",
                "x-tiergate-tags",
                "team=blue, cost-centre = 7",
                "x-tiergate-at-least",
                "mid",
                "x-tiergate-cache",
                "none",
                "x-tiergate-deadline-ms",
                "20000",
                "x-tiergate-min-generation",
                "1");

        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        assertThat(header(reply, "task")).isEqualTo("label");
        assertThat(header(reply, "tier")).isEqualTo("mid");
        assertThat(header(reply, "cache")).isEqualTo("bypass");
        var decision = Objects.requireNonNull(agent.record().decision());
        var features = decision.inputs().features();
        assertThat(features.domain()).isEqualTo("legal");
        assertThat(features.stakes()).isEqualTo("high");
        assertThat(features.caller().user()).isEqualTo("u-1");
        assertThat(features.tags()).containsEntry("team", "blue").containsEntry("cost-centre", "7");
        assertThat(decision.budget().deadlineMillis()).isEqualTo(20_000);
    }

    @Test
    void answerBelowTheBar_saysSo() {
        agent.upstream().model("small", says("41")).model("mid", says("42"));

        HttpResponse<String> reply = agent.post(ask("strict"));

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(header(reply, "below-bar")).isEqualTo("true");
        agent.record();
    }

    @Test
    void deadlineThatComesFirst_answers504() throws InterruptedException {
        CountDownLatch hungUp = new CountDownLatch(1);
        agent.upstream().model("small", (request, wire) -> wire.awaitClosed(hungUp));

        HttpResponse<String> reply = agent.post(HELLO, "x-tiergate-deadline-ms", "100");

        assertError(reply, 504, "timeout_error", "deadline", "the deadline of 100 ms has passed");
        assertThat(hungUp.await(60, TimeUnit.SECONDS)).isTrue();
        agent.record();
    }

    @Test
    void requestThatTheProviderRefuses_getsItsReason() {
        agent.upstream().model("mid", status(422)).model("frontier", status(422));

        HttpResponse<String> reply = agent.post(ask("support/fixed"));

        assertError(reply, 400, "invalid_request_error", "refused_upstream", "scripted failure");
        agent.record();
    }

    @Test
    void agentBehindTheDemandedGeneration_answers412() {
        HttpResponse<String> reply = agent.post(HELLO, "x-tiergate-min-generation", "2");

        assertError(reply, 412, "precondition_error", "behind", "generation 1, not yet 2");
        assertThat(agent.record().end()).isInstanceOf(End.Refused.class);
    }

    @Test
    void session_staysInItsArm() {
        agent.upstream().model("small", says("Hello"));
        var hashes = new ArrayList<Long>();
        for (int i = 0; i < 2; i++) {
            agent.post(HELLO, "x-tiergate-session", "s-1");
            hashes.add(
                    Objects.requireNonNull(agent.record().decision()).inputs().stickyHash());
        }
        assertThat(hashes.get(0)).isEqualTo(hashes.get(1));
    }

    @Test
    void stream_isServerSentEvents_endingWithDone() {
        agent.upstream().model("small", says("One two three"));

        HttpResponse<String> reply = agent.post(stream("support"));

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.headers().firstValue("content-type")).hasValue("text/event-stream");
        assertThat(header(reply, "target")).isEqualTo("p/small");
        assertThat(text(reply.body())).isEqualTo("One two three");
        assertThat(reply.body()).endsWith("data: [DONE]\n\n").doesNotContain("\"usage\"");
        assertThat(reply.body()).contains(": tiergate decision=" + header(reply, "decision-id") + " cost_micros=20");
        agent.record();
    }

    @Test
    void stream_saysItsUsageIfAsked() {
        agent.upstream().model("small", says("One two three"));
        String asked = stream("support", ",\"stream_options\":{\"include_usage\":true}");

        List<JsonNode> live = events(agent.post(asked).body());
        List<JsonNode> replayed = events(agent.post(asked).body());

        for (List<JsonNode> events : List.of(live, replayed)) {
            assertThat(events.getLast().at("/usage/prompt_tokens").asInt(0)).isEqualTo(10);
            assertThat(events.getLast().path("choices")).isEmpty();
        }
        agent.records(2);
    }

    @Test
    void hit_isReplayedAsAStream() {
        agent.upstream().model("small", says("One two three"));
        agent.post(HELLO);

        HttpResponse<String> reply = agent.post(stream("support"));

        assertThat(header(reply, "cache")).isEqualTo("exact");
        assertThat(text(reply.body())).isEqualTo("One two three");
        List<JsonNode> events = events(reply.body());
        assertThat(events.getLast().at("/choices/0/finish_reason").asString("")).isEqualTo("stop");
        assertThat(events)
                .allSatisfy(
                        event -> assertThat(event.path("object").asString("")).isEqualTo("chat.completion.chunk"));
        assertThat(reply.body()).endsWith("data: [DONE]\n\n");
        agent.records(2);
    }

    @Test
    void heldRung_isToldAsAStream_toolCallsToo() {
        agent.upstream().model("mid", callsTool());

        HttpResponse<String> reply = agent.post(
                stream("support/draft", ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"add\"}}]"));

        JsonNode call = events(reply.body()).getFirst().at("/choices/0/delta/tool_calls/0");
        assertThat(call.path("index").asInt(-1)).isZero();
        assertThat(call.at("/function/name").asString("")).isEqualTo("add");
        assertThat(events(reply.body()).getLast().at("/choices/0/finish_reason").asString(""))
                .isEqualTo("tool_calls");
        agent.record();
    }

    @Test
    void streamOfALiveRung_saysHowOftenItClimbed() {
        agent.upstream().model("small", says("x")).model("mid", says("y")).model("frontier", says("bug"));

        HttpResponse<String> reply = agent.post(stream("support/label"));

        assertThat(header(reply, "escalations")).isEqualTo("2");
        assertThat(reply.body()).contains("escalations=2");
        agent.record();
    }

    @Test
    void streamThatBreaks_endsWithAnError_neverAsIfItWereWhole() throws IOException {
        agent.upstream().model("small", streamsThenBreaks("Once upon"));
        try (RawHttp client = RawHttp.open(agent.httpPort())) {
            client.send(RawHttp.completion(LocalAgent.ACME, stream("support")));

            String all = client.readToEnd();

            assertThat(all).contains("Once upon").contains("\"code\":\"cut\"").doesNotContain("[DONE]");
            assertThat(all).doesNotContain("\r\n0\r\n");
        }
        agent.record();
    }

    @Test
    void streamThatFailsBeforeItsBeginning_isAPlainError() {
        agent.upstream().model("small", status(500)).model("mid", status(500)).model("frontier", status(500));

        HttpResponse<String> reply = agent.post(stream("support"));

        assertError(reply, 502, "upstream_error", "targets_failed", "p/frontier");
        agent.record();
    }

    @Test
    void clientThatHangsUpOnAStream_cancelsTheCall() throws Exception {
        CountDownLatch hungUp = new CountDownLatch(1);
        agent.upstream().model("small", streamsThenHangs("Once", hungUp));
        try (RawHttp client = RawHttp.open(agent.httpPort())) {
            client.send(RawHttp.completion(LocalAgent.ACME, stream("support")));
            client.readUntil("Once");
        }

        assertThat(hungUp.await(60, TimeUnit.SECONDS)).isTrue();
        assertCancelled(agent.record());
    }

    @Test
    void clientThatHangsUpOnACompletion_cancelsTheCall() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch hungUp = new CountDownLatch(1);
        agent.upstream().model("small", (request, wire) -> {
            asked.countDown();
            wire.awaitClosed(hungUp);
        });
        try (RawHttp client = RawHttp.open(agent.httpPort())) {
            client.send(RawHttp.completion(LocalAgent.ACME, HELLO));
            assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(hungUp.await(60, TimeUnit.SECONDS)).isTrue();
        assertCancelled(agent.record());
    }

    @Test
    void models_areWhatTheCallerMayUse() {
        assertThat(models(LocalAgent.ACME))
                .contains("auto", "support", "support/chat", "support/triage", "p/small", "p/frontier");
        assertThat(models(LocalAgent.UMBRELLA))
                .contains("auto", "support", "support/chat")
                .noneMatch(id -> id.startsWith("p/"));

        HttpResponse<String> nobody = agent.send(agent.request("/v1/models"));
        assertError(nobody, 401, "authentication_error", "unauthenticated", "authorization: Bearer KEY");
        agent.records(0);
    }

    @Test
    void unknownPath_saysWhatThereIs() {
        HttpResponse<String> reply = agent.send(agent.request("/v1/complete"));

        assertThat(reply.statusCode()).isEqualTo(404);
        assertThat(error(reply).path("message").asString(""))
                .contains("/v1/complete")
                .contains("POST /v1/chat/completions");
        assertThat(error(reply).path("type").asString("")).isEqualTo("not_found_error");
    }

    @Test
    void wrongMethod_saysWhichIsRight() {
        HttpResponse<String> reply = agent.send(agent.request("/v1/chat/completions"));

        assertThat(reply.statusCode()).isEqualTo(405);
        assertThat(reply.headers().firstValue("allow")).hasValue("POST");
        assertThat(error(reply).path("message").asString("")).contains("POST");
    }

    @Test
    void contentType_isNotWhatCounts_theBodyIs() {
        agent.upstream().model("small", says("Hello"));

        assertThat(agent.send(agent.request("/v1/chat/completions")
                                .header("authorization", "Bearer " + LocalAgent.ACME)
                                .header("content-type", "application/x-www-form-urlencoded") // what curl -d sends
                                .POST(HttpRequest.BodyPublishers.ofString(HELLO)))
                        .statusCode())
                .isEqualTo(200);
        agent.record();
    }

    @Test
    void tenantOverItsLimit_isToldWhenToTryAgain() {
        agent.upstream().model("small", says("Hello"));
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> reply =
                    agent.send(agent.completion(HELLO).header("authorization", "Bearer " + LocalAgent.LIMITED));
            if (i == 0) {
                assertThat(reply.statusCode()).isEqualTo(200);
            } else {
                assertError(reply, 429, "rate_limit_error", "rate_limited", "1 requests a minute");
                assertThat(Integer.parseInt(
                                reply.headers().firstValue("retry-after").orElseThrow()))
                        .isBetween(1, 60);
            }
        }
        agent.records(2);
    }

    @Test
    void agentWithoutContent_isNotReady() throws IOException {
        try (LocalAgent empty = LocalAgent.empty()) {
            HttpResponse<String> reply = empty.post(HELLO);

            assertError(reply, 503, "unavailable_error", "not_ready", "publish an access document");
            assertThat(empty.record().end()).isInstanceOf(End.Refused.class);
            assertThat(empty.send(empty.request("/v1/models")).statusCode()).isEqualTo(503);
        }
    }

    @Test
    void clientThatReadsSlowly_holdsTheProviderBack() throws Exception {
        int pieceBytes = 16 * 1024;
        int pieces = 1_500;
        AtomicInteger sent = new AtomicInteger();
        String delta = "{\"content\":\"" + "x".repeat(pieceBytes) + "\"}";
        agent.upstream().model("small", (request, wire) -> {
            wire.stream();
            String chunk = Upstream.chunk("small", delta, "null");
            for (int i = 0; i < pieces; i++) {
                wire.event(chunk);
                sent.incrementAndGet();
            }
            Upstream.endStream(request, wire, "stop");
        });
        try (RawHttp client = RawHttp.openSmall(agent.httpPort())) {
            client.send(RawHttp.completion(LocalAgent.ACME, stream("support")));
            client.readUntil("xxx");
            Upstream.awaitStandstill(sent);
            // Sockets' buffers and the agent's windows hold some; the whole is 24 MB.
            assertThat(sent.get() * (long) pieceBytes).isLessThan(16L << 20);

            client.readUntil("data: [DONE]\n\n");

            assertThat(sent.get()).isEqualTo(pieces);
        }
        agent.record();
    }

    private List<String> models(String key) {
        HttpResponse<String> reply = agent.send(agent.request("/v1/models").header("authorization", "Bearer " + key));
        assertThat(reply.statusCode()).isEqualTo(200);
        JsonNode list = MAPPER.readTree(reply.body());
        assertThat(list.path("object").asString("")).isEqualTo("list");
        List<String> ids = new ArrayList<>();
        list.path("data").forEach(model -> ids.add(model.path("id").asString("")));
        return ids;
    }

    private static void assertCancelled(DecisionRecord record) {
        assertThat(LocalAgent.json(record)).contains("\"why\":\"cancelled\"");
    }

    static void assertError(HttpResponse<String> reply, int status, String type, String code, String words) {
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(status);
        assertThat(reply.headers().firstValue("content-type")).hasValue("application/json");
        JsonNode error = error(reply);
        assertThat(error.path("message").asString("")).contains(words);
        assertThat(error.path("type").asString("")).isEqualTo(type);
        assertThat(error.path("code").asString("")).isEqualTo(code);
        assertThat(error.has("param")).isTrue();
    }

    private static JsonNode error(HttpResponse<String> reply) {
        return MAPPER.readTree(reply.body()).path("error");
    }

    private static String header(HttpResponse<?> reply, String name) {
        return reply.headers().firstValue("x-tiergate-" + name).orElseThrow();
    }

    private static String text(String stream) {
        StringBuilder text = new StringBuilder();
        events(stream)
                .forEach(event ->
                        text.append(event.at("/choices/0/delta/content").asString("")));
        return text.toString();
    }

    private static List<JsonNode> events(String stream) {
        return Stream.of(stream.split("\n\n"))
                .filter(event -> event.startsWith("data: {"))
                .map(event -> MAPPER.readTree(event.substring("data: ".length())))
                .toList();
    }
}
