package io.tiergate.simulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.simulator.bill.BilledCall;
import io.tiergate.simulator.bill.Usage;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class OpenAiServerTest {
    @RegisterExtension
    static final TestServer server = TestServer.start();

    @Test
    void answer_hasTheOpenAiShapeAndIsBilled() {
        HttpResponse<String> response = server.send(
                server.chatRequest("").header("x-request-id", "try-1").build());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("x-request-id")).hasValue("try-1");
        JsonNode body = TestServer.json(response);
        assertThat(body.path("object").asString()).isEqualTo("chat.completion");
        assertThat(body.path("model").asString()).isEqualTo("gpt-4o-mini-2024-07-18");
        assertThat(body.path("created").asLong()).isEqualTo(TestServer.NOW.getEpochSecond());
        JsonNode choice = body.path("choices").path(0);
        assertThat(choice.path("message").path("content").asString()).isEqualTo(TestServer.ANSWER);
        assertThat(choice.path("finish_reason").asString()).isEqualTo("stop");
        long input = body.path("usage").path("prompt_tokens").asLong();
        long output = body.path("usage").path("completion_tokens").asLong();
        assertThat(body.path("usage").path("total_tokens").asLong()).isEqualTo(input + output);
        BilledCall call = server.lastCall();
        assertThat(call.requestId()).isEqualTo("try-1");
        assertThat(call.model()).isEqualTo("openai/gpt-4o-mini");
        assertThat(call.promptId()).isEqualTo("france");
        assertThat(call.usage()).isEqualTo(new Usage(input, 0, 0, output, 0));
        assertThat(call.micros()).isEqualTo(Math.round(input * 0.15) + Math.round(output * 0.6));
        assertThat(call.billed()).isTrue();
    }

    @Test
    void repeatedAnswer_differsInItsIdAlone() {
        JsonNode first = TestServer.json(server.chat(""));
        JsonNode second = TestServer.json(server.chat(""));

        assertThat(second.path("id")).isNotEqualTo(first.path("id"));
        assertThat(second.path("choices")).isEqualTo(first.path("choices"));
        assertThat(second.path("usage")).isEqualTo(first.path("usage"));
        assertThat(server.bill().totals().billedCalls()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai/gpt-4o-mini", "gpt-4o-mini", "gpt-4o-mini-2024-07-18"})
    void model_isKnownByIdNameAndShortId(String model) {
        String body = TestServer.OPENAI_PROMPT.formatted("").replace("gpt-4o-mini-2024-07-18", model);

        assertThat(server.send(server.post("/v1/chat/completions", body).build())
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.send(server.post("/openai/v1/chat/completions", body).build())
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.send(server.post("/azure/v1/chat/completions", body).build())
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void allTokenClasses_areStatedAndBilled() {
        HttpResponse<String> response = server.send(server.post(
                        "/v1/chat/completions",
                        "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"All classes?\"}]}")
                .build());

        JsonNode usage = TestServer.json(response).path("usage");
        assertThat(usage.path("prompt_tokens").asLong()).isEqualTo(1000);
        assertThat(usage.path("completion_tokens").asLong()).isEqualTo(50);
        assertThat(usage.path("prompt_tokens_details").path("cached_tokens").asLong())
                .isEqualTo(600);
        assertThat(usage.path("prompt_tokens_details")
                        .path("cache_write_tokens")
                        .asLong())
                .isEqualTo(100);
        assertThat(usage.path("completion_tokens_details")
                        .path("reasoning_tokens")
                        .asLong())
                .isEqualTo(40);
        assertThat(server.lastCall().usage()).isEqualTo(new Usage(300, 600, 100, 10, 40));
        // 300 at 0.15, 600 at 0.075, 100 at 0.2, 10 at 0.6, 40 at 0.7
        assertThat(server.lastCall().micros()).isEqualTo(45 + 45 + 20 + 6 + 28);
    }

    @Test
    void stream_hasRoleWordsFinishUsageAndEnd() {
        HttpResponse<String> response = server.chat(",\"stream\":true,\"stream_options\":{\"include_usage\":true}");

        assertThat(response.headers().firstValue("content-type").orElseThrow()).startsWith("text/event-stream");
        List<String> events = TestServer.events(response.body());
        assertThat(events.getLast()).isEqualTo("[DONE]");
        List<JsonNode> chunks = events.subList(0, events.size() - 1).stream()
                .map(TestServer.JSON::readTree)
                .toList();
        assertThat(chunks).allMatch(chunk -> chunk.path("object").asString().equals("chat.completion.chunk"));
        assertThat(chunks.getFirst().at("/choices/0/delta/role").asString()).isEqualTo("assistant");
        StringBuilder text = new StringBuilder();
        chunks.forEach(chunk -> text.append(chunk.at("/choices/0/delta/content").asString("")));
        assertThat(text.toString()).isEqualTo(TestServer.ANSWER);
        assertThat(chunks.get(chunks.size() - 2).at("/choices/0/finish_reason").asString())
                .isEqualTo("stop");
        JsonNode last = chunks.getLast();
        assertThat(last.path("choices").isEmpty()).isTrue();
        assertThat(last.path("usage"))
                .isEqualTo(TestServer.json(server.chat("")).path("usage"));
        assertThat(server.bill().totals().billedCalls()).isEqualTo(2);
        assertThat(server.bill().calls().get(0).micros())
                .isEqualTo(server.bill().calls().get(1).micros());
    }

    @Test
    void streamWithoutUsageAsked_statesNone() {
        assertThat(server.chat(",\"stream\":true").body()).doesNotContain("usage");
        assertThat(server.lastCall().billed()).isTrue();
    }

    @Test
    void logprobs_areGivenWhereTheyAreAskedFor_andTheSetHasThem() {
        JsonNode choice = TestServer.json(server.chat(",\"logprobs\":true")).at("/choices/0");

        StringBuilder text = new StringBuilder();
        for (JsonNode token : choice.at("/logprobs/content")) {
            text.append(token.path("token").asString());
            assertThat(token.path("logprob").doubleValue()).isEqualTo(-0.125);
        }
        assertThat(text.toString()).isEqualTo(TestServer.ANSWER);
        for (String other : List.of("", ",\"logprobs\":false", ",\"logprobs\":null")) {
            JsonNode without = TestServer.json(server.chat(other)).at("/choices/0/logprobs");
            assertThat(without.isNull()).as(other).isTrue();
        }
        String unknown =
                "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"Forbidden?\"}],\"logprobs\":true}";
        assertThat(TestServer.json(server.send(
                                server.post("/v1/chat/completions", unknown).build()))
                        .at("/choices/0/logprobs")
                        .isNull())
                .isTrue();
        assertThat(server.chat(",\"logprobs\":\"yes\"").statusCode()).isEqualTo(400);
    }

    @Test
    void streamedLogprobs_comeWithTheirWords() {
        StringBuilder text = new StringBuilder();
        for (String event : TestServer.events(
                server.chat(",\"stream\":true,\"logprobs\":true").body())) {
            if (!event.equals("[DONE]")) {
                JsonNode choice = TestServer.JSON.readTree(event).at("/choices/0");
                JsonNode tokens = choice.at("/logprobs/content");
                tokens.forEach(token -> text.append(token.path("token").asString()));
                assertThat(tokens.isMissingNode())
                        .isEqualTo(choice.at("/delta/content").asString("").isEmpty());
            }
        }
        assertThat(text.toString()).isEqualTo(TestServer.ANSWER);
    }

    @Test
    void maxTokens_cutTheAnswer() {
        JsonNode body = TestServer.json(server.chat(",\"max_completion_tokens\":3"));

        assertThat(body.at("/choices/0/message/content").asString()).isEqualTo("The capital of");
        assertThat(body.at("/choices/0/finish_reason").asString()).isEqualTo("length");
        assertThat(body.at("/usage/completion_tokens").asLong()).isEqualTo(3);
        assertThat(server.lastCall().usage().output()).isEqualTo(3);
    }

    @Test
    void stop_endsTheAnswer() {
        JsonNode body = TestServer.json(server.chat(",\"stop\":[\" Paris\"]"));

        assertThat(body.at("/choices/0/message/content").asString()).isEqualTo("The capital of France is");
        assertThat(body.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
    }

    @Test
    void recordedToolCalls_areSentWholeAndStreamed() {
        String prompt = "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"Weather?\"},"
                + "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[]},"
                + "{\"role\":\"tool\",\"tool_call_id\":\"1\",\"content\":\"sunny\"},"
                + "{\"role\":\"user\",\"content\":\"And tomorrow?\"}]%s}";

        JsonNode body = TestServer.json(server.send(
                server.post("/v1/chat/completions", prompt.formatted("")).build()));
        String stream = server.send(server.post("/v1/chat/completions", prompt.formatted(",\"stream\":true"))
                        .build())
                .body();

        assertThat(body.at("/choices/0/message/content").isNull()).isTrue();
        assertThat(body.at("/choices/0/message/tool_calls/0/function/name").asString())
                .isEqualTo("weather");
        assertThat(body.at("/choices/0/finish_reason").asString()).isEqualTo("tool_calls");
        assertThat(stream).contains("\"tool_calls\":[{\"index\":0,\"id\":\"call_9\"");
    }

    @Test
    void recordedFinishReason_isKept() {
        HttpResponse<String> response = server.send(server.post(
                        "/v1/chat/completions",
                        "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"Forbidden?\"}]}")
                .build());

        assertThat(TestServer.json(response).at("/choices/0/finish_reason").asString())
                .isEqualTo("content_filter");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"model\":\"gpt-9\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}  | 404 | model_not_found",
                "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]} | 404 | prompt_not_in_set",
                "{\"model\":\"llama\",\"messages\":[{\"role\":\"user\",\"content\":\"All classes?\"}]} | 404 | no_recorded_answer",
                "{\"model\":\"llama\",\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},{\"role\":\"user\",\"content\":\"Capital of France?\"}]} | 404 | no_recorded_text",
                "{\"model\":\"gpt-4o-mini\",\"n\":2,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]} | 400 | n must be 1",
                "{\"model\":\"gpt-4o-mini\",\"messages\":[]}                                 | 400 | messages",
                "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"king\",\"content\":\"x\"}]} | 400 | messages[0].role",
                "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":7}]} | 400 | messages[0].content",
                "{\"model\":\"gpt-4o-mini\",\"max_tokens\":0,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]} | 400 | max_tokens",
                "{\"model\":\"gpt-4o-mini\",\"stream\":\"yes\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]} | 400 | stream",
                "{\"model\":\"gpt-4o-mini\",\"stop\":\"\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]} | 400 | stop",
                "{\"model\":7}                                                              | 400 | model",
                "[]                                                                         | 400 | JSON object",
                "{                                                                          | 400 | not JSON",
                "``                                                                         | 400 | JSON object",
            })
    void badRequest_getsAnOpenAiErrorAndNoBill(String body, int status, String words) {
        HttpResponse<String> response =
                server.send(server.post("/v1/chat/completions", body).build());

        assertThat(response.statusCode()).isEqualTo(status);
        JsonNode error = TestServer.json(response).path("error");
        assertThat(error.path("type").asString()).isEqualTo("invalid_request_error");
        assertThat(error.path("code").asString("") + " " + error.path("message").asString())
                .contains(words);
        assertThat(server.lastCall().billed()).isFalse();
        assertThat(server.lastCall().status()).isEqualTo(status);
        assertThat(server.bill().totals().micros()).isZero();
    }

    @Test
    void models_areListed() {
        assertThat(server.get("/v1/models").path("data").findValuesAsString("id"))
                .containsExactly("gpt-4o-mini-2024-07-18", "claude-sonnet", "llama");
    }

    @Test
    void unknownPath_saysWhatThereIs() {
        HttpResponse<String> response = server.send(server.request("/v2/chat").build());

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).contains("/v1/chat/completions");
    }
}
