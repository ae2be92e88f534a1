package io.tiergate.simulator.dialect;

import static io.tiergate.simulator.dialect.Fields.JSON;
import static io.tiergate.simulator.dialect.Fields.quoted;

import io.tiergate.simulator.answer.Answer;
import io.tiergate.simulator.answer.ChatRequest;
import io.tiergate.simulator.answer.ServedModel;
import io.tiergate.simulator.bill.Usage;
import io.tiergate.simulator.recorded.ToolCall;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Anthropic Messages. */
final class AnthropicDialect implements Dialect {
    @Override
    public String label() {
        return "anthropic";
    }

    @Override
    public String idPrefix() {
        return "msg_";
    }

    @Override
    public String requestIdHeader() {
        return "request-id";
    }

    /** Anthropic counts thinking as output. */
    @Override
    public Usage classes(Usage usage) {
        return usage.reasoningAsOutput();
    }

    @Override
    public ChatRequest request(JsonNode body) throws InvalidRequestException {
        Fields.checkObject(body);
        String model = Fields.text(body, "model");
        Long maxTokens = Fields.positive(body, "max_tokens");
        if (maxTokens == null) {
            throw new InvalidRequestException("max_tokens", "max_tokens: Field required");
        }
        return new ChatRequest(
                model,
                AnthropicPrompt.of(body),
                maxTokens,
                Fields.texts(body, "stop_sequences"),
                Fields.flag(body, "stream"),
                true,
                false);
    }

    @Override
    public String head(String id, long created) {
        return "{\"id\":" + quoted(id) + ",";
    }

    @Override
    public String tail(Reply reply) {
        Answer answer = reply.answer();
        ObjectNode body = JSON.createObjectNode();
        body.put("type", "message").put("role", "assistant").put("model", reply.model());
        ArrayNode content = body.putArray("content");
        if (!answer.text().isEmpty()) {
            content.addObject().put("type", "text").put("text", answer.text());
        }
        for (ToolCall call : answer.toolCalls()) {
            content.add(toolUse(call, input(call)));
        }
        body.put("stop_reason", stopReason(answer)).put("stop_sequence", answer.stopSequence());
        if (reply.stated() != null) {
            body.set("usage", usage(reply.stated(), reply.stated().totalOutput()));
        }
        return JSON.writeValueAsString(body).substring(1);
    }

    private static String stopReason(Answer answer) {
        return answer.stopSequence() == null ? answer.finish().anthropic() : "stop_sequence";
    }

    private static ObjectNode toolUse(ToolCall call, JsonNode input) {
        ObjectNode node = JSON.createObjectNode();
        node.put("type", "tool_use").put("id", call.id()).put("name", call.name());
        node.set("input", input);
        return node;
    }

    /** Recorded arguments are text; what is not a JSON object is passed on inside one. */
    private static JsonNode input(ToolCall call) {
        try {
            JsonNode input = JSON.readTree(call.arguments());
            if (input.isObject()) {
                return input;
            }
        } catch (JacksonException e) {
            return JSON.createObjectNode().put("arguments", call.arguments());
        }
        return JSON.createObjectNode().put("arguments", call.arguments());
    }

    private static ObjectNode usage(Usage usage, long output) {
        return JSON.createObjectNode()
                .put("input_tokens", usage.input())
                .put("cache_creation_input_tokens", usage.cacheWrite())
                .put("cache_read_input_tokens", usage.cachedInput())
                .put("output_tokens", output);
    }

    @Override
    public List<Frame> frames(Reply reply, boolean streamUsage) {
        Answer answer = reply.answer();
        List<Frame> frames = new ArrayList<>();
        frames.add(event(start(reply)));
        int block = 0;
        if (!answer.text().isEmpty()) {
            addText(frames, answer.text(), block++);
        }
        for (ToolCall call : answer.toolCalls()) {
            addToolUse(frames, call, block++);
        }
        frames.add(event(messageDelta(reply)));
        frames.add(event(typed("message_stop")));
        return frames;
    }

    private static ObjectNode start(Reply reply) {
        ObjectNode event = typed("message_start");
        ObjectNode message = event.putObject("message");
        message.put("id", reply.id()).put("type", "message").put("role", "assistant");
        message.put("model", reply.model()).putArray("content");
        message.putNull("stop_reason").putNull("stop_sequence");
        if (reply.stated() != null) {
            message.set("usage", usage(reply.stated(), 1));
        }
        return event;
    }

    private static void addText(List<Frame> frames, String text, int block) {
        ObjectNode start = typed("content_block_start").put("index", block);
        start.putObject("content_block").put("type", "text").put("text", "");
        frames.add(event(start));
        String open = "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":" + block
                + ",\"delta\":{\"type\":\"text_delta\",\"text\":";
        for (String word : Words.of(text)) {
            frames.add(new Frame(open + quoted(word) + "}}\n\n", word));
        }
        frames.add(event(typed("content_block_stop").put("index", block)));
    }

    private static void addToolUse(List<Frame> frames, ToolCall call, int block) {
        ObjectNode start = typed("content_block_start").put("index", block);
        start.set("content_block", toolUse(call, JSON.createObjectNode()));
        frames.add(event(start));
        ObjectNode delta = typed("content_block_delta").put("index", block);
        delta.putObject("delta")
                .put("type", "input_json_delta")
                .put("partial_json", JSON.writeValueAsString(input(call)));
        frames.add(event(delta));
        frames.add(event(typed("content_block_stop").put("index", block)));
    }

    private static ObjectNode messageDelta(Reply reply) {
        Answer answer = reply.answer();
        ObjectNode event = typed("message_delta");
        event.putObject("delta").put("stop_reason", stopReason(answer)).put("stop_sequence", answer.stopSequence());
        if (reply.stated() != null) {
            event.putObject("usage").put("output_tokens", reply.stated().totalOutput());
        }
        return event;
    }

    private static ObjectNode typed(String type) {
        return JSON.createObjectNode().put("type", type);
    }

    private static Frame event(ObjectNode event) {
        String type = event.path("type").stringValue();
        return new Frame("event: " + type + "\ndata: " + JSON.writeValueAsString(event) + "\n\n", "");
    }

    @Override
    public String error(Failure failure, String requestId) {
        ObjectNode body = JSON.createObjectNode().put("type", "error");
        body.putObject("error").put("type", type(failure.status())).put("message", message(failure));
        body.put("request_id", requestId);
        return JSON.writeValueAsString(body);
    }

    private static String message(Failure failure) {
        @Nullable String code = failure.code();
        return code == null ? failure.message() : failure.message() + " (" + code + ")";
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 529 -> "overloaded_error";
            default -> status >= 500 ? "api_error" : "invalid_request_error";
        };
    }

    @Override
    public String models(List<ServedModel> models) {
        ObjectNode body = JSON.createObjectNode();
        ArrayNode data = body.putArray("data");
        for (ServedModel model : models) {
            data.addObject()
                    .put("type", "model")
                    .put("id", model.name())
                    .put("display_name", model.id())
                    .put("created_at", "1970-01-01T00:00:00Z");
        }
        body.put("has_more", false);
        body.put("first_id", models.isEmpty() ? null : models.getFirst().name());
        body.put("last_id", models.isEmpty() ? null : models.getLast().name());
        return JSON.writeValueAsString(body);
    }
}
