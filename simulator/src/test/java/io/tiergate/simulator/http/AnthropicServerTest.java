package io.tiergate.simulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.simulator.bill.Usage;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class AnthropicServerTest {
    @RegisterExtension
    static final TestServer server = TestServer.start();

    @Test
    void answer_hasTheAnthropicShapeAndIsBilled() {
        HttpResponse<String> response = server.send(
                server.messagesRequest("").header("x-request-id", "try-2").build());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("request-id")).hasValue("try-2");
        JsonNode body = TestServer.json(response);
        assertThat(body.path("type").asString()).isEqualTo("message");
        assertThat(body.path("role").asString()).isEqualTo("assistant");
        assertThat(body.at("/content/0/type").asString()).isEqualTo("text");
        assertThat(body.at("/content/0/text").asString()).isEqualTo(TestServer.ANSWER);
        assertThat(body.path("stop_reason").asString()).isEqualTo("end_turn");
        assertThat(body.path("stop_sequence").isNull()).isTrue();
        long input = body.at("/usage/input_tokens").asLong();
        long output = body.at("/usage/output_tokens").asLong();
        assertThat(server.lastCall().usage()).isEqualTo(new Usage(input, 0, 0, output, 0));
        assertThat(server.lastCall().micros()).isEqualTo(3 * input + 15 * output);
        assertThat(server.lastCall().requestId()).isEqualTo("try-2");
    }

    @Test
    void bothApis_countTheSamePromptAndAnswerAlike() {
        JsonNode anthropic = TestServer.json(server.messages("")).path("usage");
        JsonNode openai = TestServer.json(server.chat("")).path("usage");

        assertThat(anthropic.path("input_tokens").asLong())
                .isEqualTo(openai.path("prompt_tokens").asLong());
        assertThat(anthropic.path("output_tokens").asLong())
                .isEqualTo(openai.path("completion_tokens").asLong());
    }

    @Test
    void reasoning_isStatedAndBilledAsOutput() {
        JsonNode usage = TestServer.json(server.send(server.post(
                                "/v1/messages",
                                "{\"model\":\"claude-sonnet\",\"max_tokens\":99,\"messages\":[{\"role\":\"user\",\"content\":\"All classes?\"}]}")
                        .build()))
                .path("usage");

        assertThat(usage.path("input_tokens").asLong()).isEqualTo(300);
        assertThat(usage.path("cache_read_input_tokens").asLong()).isEqualTo(600);
        assertThat(usage.path("cache_creation_input_tokens").asLong()).isEqualTo(100);
        assertThat(usage.path("output_tokens").asLong()).isEqualTo(50);
        assertThat(server.lastCall().usage()).isEqualTo(new Usage(300, 600, 100, 50, 0));
        assertThat(server.lastCall().micros()).isEqualTo(900 + 180 + 375 + 750);
    }

    @Test
    void stream_hasItsSixKindsOfEvents() {
        HttpResponse<String> response = server.messages(",\"stream\":true");

        List<JsonNode> events = TestServer.events(response.body()).stream()
                .map(TestServer.JSON::readTree)
                .toList();
        List<String> types = events.stream()
                .map(event -> event.path("type").asString())
                .distinct()
                .toList();
        assertThat(types)
                .containsExactly(
                        "message_start",
                        "content_block_start",
                        "content_block_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
        StringBuilder text = new StringBuilder();
        events.forEach(event -> text.append(event.at("/delta/text").asString("")));
        assertThat(text.toString()).isEqualTo(TestServer.ANSWER);
        assertThat(response.body()).contains("event: message_start\ndata: ");
        JsonNode usage = TestServer.json(server.messages("")).path("usage");
        assertThat(events.getFirst().at("/message/usage/input_tokens")).isEqualTo(usage.path("input_tokens"));
        assertThat(events.get(events.size() - 2).at("/usage/output_tokens")).isEqualTo(usage.path("output_tokens"));
        assertThat(server.bill().calls().get(0).micros())
                .isEqualTo(server.bill().calls().get(1).micros());
    }

    @Test
    void limits_areNamedAsAnthropicDoes() {
        JsonNode cut = TestServer.json(server.send(server.post(
                        "/v1/messages",
                        TestServer.ANTHROPIC_PROMPT.formatted("").replace("1000", "3"))
                .build()));
        JsonNode stopped = TestServer.json(server.messages(",\"stop_sequences\":[\" Paris\"]"));

        assertThat(cut.path("stop_reason").asString()).isEqualTo("max_tokens");
        assertThat(cut.at("/usage/output_tokens").asLong()).isEqualTo(3);
        assertThat(stopped.path("stop_reason").asString()).isEqualTo("stop_sequence");
        assertThat(stopped.path("stop_sequence").asString()).isEqualTo(" Paris");
    }

    @Test
    void toolResultsAndToolUse_mapOntoTheRecordedMessages() {
        String prompt =
                "{\"model\":\"claude-sonnet\",\"max_tokens\":99,\"messages\":[{\"role\":\"user\",\"content\":\"Weather?\"},"
                        + "{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"1\",\"name\":\"weather\",\"input\":{}}]},"
                        + "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"1\",\"content\":[{\"type\":\"text\",\"text\":\"sunny\"}]},"
                        + "{\"type\":\"text\",\"text\":\"And tomorrow?\"}]}]%s}";

        JsonNode body = TestServer.json(
                server.send(server.post("/v1/messages", prompt.formatted("")).build()));
        String stream = server.send(server.post("/v1/messages", prompt.formatted(",\"stream\":true"))
                        .build())
                .body();

        assertThat(body.at("/content/0/text").asString()).isEqualTo("Let me look.");
        assertThat(body.at("/content/1/type").asString()).isEqualTo("tool_use");
        assertThat(body.at("/content/1/input/day").asString()).isEqualTo("tomorrow");
        assertThat(body.path("stop_reason").asString()).isEqualTo("tool_use");
        assertThat(stream).contains("input_json_delta", "\"index\":1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"model\":\"claude-sonnet\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]} | 400 | invalid_request_error | max_tokens",
                "{\"model\":\"claude-9\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]} | 404 | not_found_error | claude-9",
                "{\"model\":\"claude-sonnet\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]} | 404 | not_found_error | prompt_not_in_set",
                "{\"model\":\"claude-sonnet\",\"max_tokens\":1,\"messages\":[{\"role\":\"system\",\"content\":\"x\"}]} | 400 | invalid_request_error | messages[0].role",
                "{\"model\":\"claude-sonnet\",\"max_tokens\":1,\"system\":5,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]} | 400 | invalid_request_error | system",
                "nonsense | 400 | invalid_request_error | not JSON",
            })
    void badRequest_getsAnAnthropicError(String body, int status, String type, String words) {
        HttpResponse<String> response =
                server.send(server.post("/v1/messages", body).build());

        assertThat(response.statusCode()).isEqualTo(status);
        JsonNode error = TestServer.json(response);
        assertThat(error.path("type").asString()).isEqualTo("error");
        assertThat(error.at("/error/type").asString()).isEqualTo(type);
        assertThat(error.at("/error/message").asString()).contains(words);
        assertThat(server.lastCall().billed()).isFalse();
    }

    @Test
    void models_areListedInItsShape() {
        JsonNode body = TestServer.json(server.send(server.request("/v1/models")
                .header("anthropic-version", "2023-06-01")
                .build()));

        assertThat(body.path("has_more").asBoolean(true)).isFalse();
        assertThat(body.at("/data/0/type").asString()).isEqualTo("model");
    }
}
