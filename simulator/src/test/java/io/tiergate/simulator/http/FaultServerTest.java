package io.tiergate.simulator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiergate.simulator.bill.BilledCall;
import io.tiergate.simulator.bill.CallOutcome;
import io.tiergate.simulator.recorded.Tokens;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

class FaultServerTest {
    private static final String STREAM = ",\"stream\":true";

    @RegisterExtension
    static final TestServer server = TestServer.start();

    @BeforeEach
    void resetFaults() {
        server.send(server.request("/admin/faults").DELETE().build());
    }

    private static HttpResponse<String> setFaults(String rules) {
        return server.send(server.request("/admin/faults")
                .PUT(HttpRequest.BodyPublishers.ofString(rules))
                .build());
    }

    @Test
    void status_isSentInEachApisShapeAndNotBilled() {
        HttpResponse<String> openai = server.chat("", "status=429; retry_after_s=7");
        HttpResponse<String> anthropic = server.messages("", "status=529");
        HttpResponse<String> stream = server.chat(STREAM, "status=500");

        assertThat(openai.statusCode()).isEqualTo(429);
        assertThat(openai.headers().firstValue("retry-after")).hasValue("7");
        assertThat(TestServer.json(openai).at("/error/code").asString()).isEqualTo("rate_limit_exceeded");
        assertThat(anthropic.statusCode()).isEqualTo(529);
        assertThat(TestServer.json(anthropic).at("/error/type").asString()).isEqualTo("overloaded_error");
        assertThat(stream.statusCode()).isEqualTo(500);
        assertThat(server.bill().totals().billedCalls()).isZero();
        assertThat(server.bill().totals().unbilledCalls()).isEqualTo(3);
    }

    @Test
    void countedRule_failsOnceThenServes() {
        assertThat(setFaults("[{\"model\":\"openai/gpt-4o-mini\",\"kind\":\"status\",\"status\":503,\"count\":1}]")
                        .statusCode())
                .isEqualTo(200);

        assertThat(server.messages("").statusCode()).isEqualTo(200);
        assertThat(server.chat("").statusCode()).isEqualTo(503);
        assertThat(server.chat("").statusCode()).isEqualTo(200);
    }

    @Test
    void latency_delaysTheAnswer() {
        long start = System.nanoTime();

        HttpResponse<String> response = server.chat("", "latency=150");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(150));
        assertThat(server.lastCall().billed()).isTrue();
    }

    @Test
    void cutStream_endsBrokenAndBillsWhatWasSent() throws Exception {
        String received = server.sendRaw("/v1/chat/completions", TestServer.OPENAI_PROMPT.formatted(STREAM), "cut=3");

        assertThat(received).contains("\"The\"", "\" capital\"", "\" of\"").doesNotContain("France", "[DONE]");
        assertThat(received).as("no last chunk: not a clean end").doesNotEndWith("\r\n0\r\n\r\n");
        assertThatThrownBy(() -> server.chat(STREAM, "cut=3")).isInstanceOf(TestServer.BrokenException.class);
        BilledCall call = server.lastCall();
        assertThat(call.outcome()).isEqualTo(CallOutcome.CUT);
        assertThat(call.usage().output()).isEqualTo(new Tokens().count("The capital of"));
        assertThat(call.usage().input()).isPositive();
        assertThat(call.billed()).isTrue();
    }

    @Test
    void cutWholeAnswer_closesWithoutAByteAndBillsNothing() {
        assertThatThrownBy(() -> server.messages("", "cut")).isInstanceOf(TestServer.BrokenException.class);

        // The JDK client may repeat a POST whose connection closed before a byte came; each try is on the bill.
        assertThat(server.bill().calls())
                .isNotEmpty()
                .allMatch(call -> call.outcome() == CallOutcome.CUT && !call.billed());
    }

    @Test
    void stall_lastsUntilTheCallerLeaves() throws Exception {
        HttpResponse<InputStream> response = server.open(server.messagesRequest(STREAM)
                .header("x-simulator-fault", "stall=2")
                .build());
        byte[] some = response.body().readNBytes(20);
        assertThat(some).hasSize(20);
        assertThat(server.bill().calls()).isEmpty();

        response.body().close();

        BilledCall call = server.awaitCall(each -> each.outcome() == CallOutcome.DISCONNECTED);
        assertThat(call.billed()).isTrue();
        assertThat(call.usage().output()).isEqualTo(new Tokens().count("The capital"));
    }

    @Test
    void stalledWholeAnswer_billsNothing() {
        HttpRequest request = server.chatRequest("")
                .header("x-simulator-fault", "stall")
                .timeout(Duration.ofMillis(200))
                .build();
        assertThatThrownBy(() -> server.send(request)).isInstanceOf(TestServer.BrokenException.class);

        assertThat(server.awaitCall(each -> each.outcome() == CallOutcome.DISCONNECTED)
                        .billed())
                .isFalse();
    }

    @Test
    void callerWhoLeavesMidStream_paysForWhatWasSent() throws Exception {
        try (TestServer slow = TestServer.thinking(new ThinkTime(ThinkTime.Mode.TOKENS, 1, 0, 10_000))) {
            HttpResponse<InputStream> response =
                    slow.open(slow.chatRequest(STREAM).build());
            response.body().readNBytes(20);

            response.body().close();

            BilledCall call = slow.awaitCall(each -> each.outcome() == CallOutcome.DISCONNECTED);
            assertThat(call.billed()).isTrue();
            assertThat(call.usage().input()).isPositive();
            assertThat(call.usage().output()).isLessThan(3);
        }
    }

    @Test
    void refusal_isAnAnswerAndBilled() {
        JsonNode body = TestServer.json(server.chat("", "refusal"));

        assertThat(body.at("/choices/0/message/content").asString()).startsWith("I'm sorry");
        assertThat(server.lastCall().usage().output())
                .isEqualTo(body.at("/usage/completion_tokens").asLong());
        assertThat(server.lastCall().billed()).isTrue();
        assertThat(TestServer.json(server.messages("", "refusal"))
                        .at("/content/0/text")
                        .asString())
                .startsWith("I'm sorry");
    }

    @Test
    void malformed_isNotJsonButBilled() {
        assertThatThrownBy(() -> TestServer.json(server.chat("", "malformed"))).isInstanceOf(JacksonException.class);
        assertThatThrownBy(() -> TestServer.json(server.messages("", "malformed")))
                .isInstanceOf(JacksonException.class);
        List<String> events =
                TestServer.events(server.chat(STREAM, "malformed=2").body());

        assertThatThrownBy(() -> TestServer.JSON.readTree(events.getLast())).isInstanceOf(JacksonException.class);
        assertThat(server.bill().totals().billedCalls()).isEqualTo(3);
        assertThat(server.lastCall().outcome()).isEqualTo(CallOutcome.MALFORMED);
        assertThat(server.lastCall().usage().output()).isEqualTo(new Tokens().count("The capital"));
    }

    @Test
    void answersThatBreakOff_sayMoreOrLessAboutIt() {
        JsonNode silent = TestServer.json(server.chat("", "malformed_answer"));
        JsonNode honest = TestServer.json(server.chat("", "truncated"));
        JsonNode empty = TestServer.json(server.chat("", "empty"));

        assertThat(silent.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
        assertThat(honest.at("/choices/0/finish_reason").asString()).isEqualTo("length");
        assertThat(TestServer.ANSWER)
                .startsWith(honest.at("/choices/0/message/content").asString())
                .isNotEqualTo(honest.at("/choices/0/message/content").asString());
        assertThat(empty.at("/choices/0/message/content").asString()).isEmpty();
        assertThat(empty.at("/usage/completion_tokens").asLong()).isZero();
    }

    @Test
    void wrongAndMissingUsage_areNotWhatIsBilled() {
        JsonNode right = TestServer.json(server.chat(""));
        JsonNode wrong = TestServer.json(server.chat("", "wrong_usage"));
        JsonNode none = TestServer.json(server.chat("", "no_usage"));
        String anthropicStream = server.messages(STREAM, "no_usage").body();

        assertThat(wrong.at("/usage/completion_tokens").asLong())
                .isGreaterThan(right.at("/usage/completion_tokens").asLong());
        assertThat(none.has("usage")).isFalse();
        assertThat(anthropicStream).doesNotContain("usage");
        List<BilledCall> calls = server.bill().calls();
        assertThat(calls.get(1).usage()).isEqualTo(calls.get(0).usage());
        assertThat(calls.get(2).usage()).isEqualTo(calls.get(0).usage());
    }

    @Test
    void badHeader_isRefused() {
        HttpResponse<String> response = server.chat("", "explode");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("x-simulator-fault").contains("explode");
    }

    @Test
    void badRules_areRefusedAndTheOldOnesKept() {
        setFaults("[{\"kind\":\"refusal\"}]");

        assertThat(setFaults("[{\"kind\":\"explode\"}]").statusCode()).isEqualTo(400);
        assertThat(setFaults("{{").statusCode()).isEqualTo(400);
        assertThat(server.get("/admin/faults").path(0).path("kind").asString()).isEqualTo("refusal");
    }
}
