package io.tiergate.simulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AdminServerTest {
    @Test
    void bill_isTheSumOfItsCalls() {
        try (TestServer server = TestServer.start()) {
            server.chat("");
            server.messages("");
            server.chat("", "status=500");

            JsonNode bill = server.get("/admin/bill");
            List<JsonNode> calls = server.send(
                            server.request("/admin/bill/calls").build())
                    .body()
                    .lines()
                    .map(TestServer.JSON::readTree)
                    .toList();

            assertThat(calls).hasSize(3);
            long sum = 0;
            for (JsonNode call : calls) {
                sum += call.path("micros").asLong();
            }
            assertThat(bill.path("total_micros").asLong()).isEqualTo(sum).isPositive();
            assertThat(bill.path("calls").asInt()).isEqualTo(2);
            assertThat(bill.path("unbilled_calls").asInt()).isEqualTo(1);
            assertThat(bill.path("by_model").path("openai/gpt-4o-mini").path("micros"))
                    .isEqualTo(calls.get(0).path("micros"));
            assertThat(calls.get(2).path("billed").asBoolean(true)).isFalse();
            assertThat(calls.get(0).path("time").asString()).isEqualTo(TestServer.NOW.toString());

            server.send(server.request("/admin/bill").DELETE().build());
            assertThat(server.get("/admin/bill").path("total_micros").asLong(-1))
                    .isZero();
        }
    }

    @Test
    void quote_isWhatTheCallIsBilled() {
        try (TestServer server = TestServer.start()) {
            server.chat("");
            JsonNode call = TestServer.JSON.readTree(
                    server.send(server.request("/admin/bill/calls").build()).body());

            List<JsonNode> quotes = server.send(server.request("/admin/quotes").build())
                    .body()
                    .lines()
                    .map(TestServer.JSON::readTree)
                    .filter(quote -> quote.path("prompt").equals(call.path("prompt"))
                            && quote.path("model").equals(call.path("model")))
                    .toList();

            assertThat(quotes).singleElement().satisfies(quote -> {
                assertThat(quote.path("micros")).isEqualTo(call.path("micros"));
                assertThat(quote.path("usage")).isEqualTo(call.path("usage"));
                assertThat(quote.path("recorded").asString()).isEqualTo("openai/gpt-4o-mini-2024-07-18");
            });
        }
    }

    @Test
    void answerThatIsOnlyAScore_hasNoQuote() {
        try (TestServer server = TestServer.start()) {
            assertThat(server.send(server.request("/admin/quotes").build())
                            .body()
                            .lines()
                            .map(TestServer.JSON::readTree)
                            .filter(quote -> quote.path("prompt").asString().equals("france"))
                            .map(quote -> quote.path("model").asString()))
                    .isNotEmpty()
                    .doesNotContain("meta/llama");
        }
    }

    @Test
    void token_isNeededForAllButHealth() {
        try (TestServer server = TestServer.withToken("secret")) {
            HttpResponse<String> without =
                    server.send(server.request("/admin/bill").build());
            HttpResponse<String> wrong = server.send(server.request("/admin/bill")
                    .header("authorization", "Bearer secreT")
                    .build());
            HttpResponse<String> right = server.send(server.request("/admin/bill")
                    .header("authorization", "Bearer secret")
                    .build());

            assertThat(without.statusCode()).isEqualTo(403);
            assertThat(wrong.statusCode()).isEqualTo(403);
            assertThat(wrong.body()).doesNotContain("secret");
            assertThat(right.statusCode()).isEqualTo(200);
            assertThat(server.get("/admin/health").path("status").asString()).isEqualTo("up");
        }
    }

    @Test
    void unknownAction_isNotFound() {
        try (TestServer server = TestServer.start()) {
            assertThat(server.send(server.request("/admin/nothing").build()).statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void echo_isDeterministicAndLabelled() {
        String prompt = "{\"model\":\"llama\",\"messages\":[{\"role\":\"user\",\"content\":\"Something new?\"}]}";
        try (TestServer server = TestServer.withEcho()) {
            JsonNode first = TestServer.json(
                    server.send(server.post("/v1/chat/completions", prompt).build()));
            JsonNode second = TestServer.json(
                    server.send(server.post("/v1/chat/completions", prompt).build()));
            JsonNode other =
                    TestServer.json(server.send(server.post("/v1/chat/completions", prompt.replace("new", "else"))
                            .build()));

            assertThat(first.at("/choices/0/message/content").asString()).startsWith("Simulated answer");
            assertThat(second.path("choices")).isEqualTo(first.path("choices"));
            assertThat(other.path("choices")).isNotEqualTo(first.path("choices"));
            assertThat(server.bill().totals().billedCalls()).isEqualTo(3);
        }
    }

    @Test
    void recordedThinkTime_isTheSets() {
        try (TestServer server = TestServer.thinking(new ThinkTime(ThinkTime.Mode.RECORDED, 1, 0, 0))) {
            long start = System.nanoTime();
            server.messages(",\"stream\":true");
            assertThat((System.nanoTime() - start) / 1_000_000).isGreaterThanOrEqualTo(120);
        }
    }
}
