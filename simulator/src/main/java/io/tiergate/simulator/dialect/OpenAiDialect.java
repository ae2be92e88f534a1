package io.tiergate.simulator.dialect;

import static io.tiergate.simulator.dialect.Fields.JSON;
import static io.tiergate.simulator.dialect.Fields.quoted;

import io.tiergate.simulator.answer.Answer;
import io.tiergate.simulator.answer.ChatRequest;
import io.tiergate.simulator.answer.ServedModel;
import io.tiergate.simulator.bill.PricedModel;
import io.tiergate.simulator.bill.Usage;
import io.tiergate.simulator.recorded.ContentText;
import io.tiergate.simulator.recorded.Message;
import io.tiergate.simulator.recorded.Prompt;
import io.tiergate.simulator.recorded.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** OpenAI Chat Completions. */
final class OpenAiDialect implements Dialect {
    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant", "tool", "function");
    private static final int MOST_STOPS = 4;

    @Override
    public String label() {
        return "openai";
    }

    @Override
    public String idPrefix() {
        return "chatcmpl-";
    }

    @Override
    public String requestIdHeader() {
        return "x-request-id";
    }

    @Override
    public Usage classes(Usage usage) {
        return usage;
    }

    @Override
    public ChatRequest request(JsonNode body) throws InvalidRequestException {
        Fields.checkObject(body);
        String model = Fields.text(body, "model");
        Prompt prompt = prompt(Fields.messages(body));
        Long choices = Fields.positive(body, "n");
        if (choices != null && choices != 1) {
            throw new InvalidRequestException("n", "n must be 1: a recorded set has one answer");
        }
        Long maxTokens = Fields.positive(body, "max_completion_tokens");
        Long maxTokensOldName = Fields.positive(body, "max_tokens");
        List<String> stops = Fields.texts(body, "stop");
        if (stops.size() > MOST_STOPS) {
            throw new InvalidRequestException("stop", "stop must have at most 4 texts");
        }
        return new ChatRequest(
                model,
                prompt,
                maxTokens == null ? maxTokensOldName : maxTokens,
                stops,
                Fields.flag(body, "stream"),
                Fields.flag(body.path("stream_options"), "include_usage"),
                Fields.flag(body, "logprobs"));
    }

    private static Prompt prompt(JsonNode nodes) throws InvalidRequestException {
        List<Message> messages = new ArrayList<>(nodes.size());
        for (int i = 0; i < nodes.size(); i++) {
            String field = "messages[" + i + "]";
            JsonNode role = nodes.get(i).path("role");
            if (!role.isString() || !ROLES.contains(role.stringValue())) {
                throw new InvalidRequestException(
                        field + ".role", field + ".role must be one of system, developer, user, assistant, tool");
            }
            String text = ContentText.of(nodes.get(i).path("content"));
            if (text == null) {
                throw new InvalidRequestException(
                        field + ".content", field + ".content must be a string or an array of parts");
            }
            messages.add(new Message(role.stringValue(), text));
        }
        return Prompt.of(messages);
    }

    @Override
    public String head(String id, long created) {
        return "{\"id\":" + quoted(id) + ",\"created\":" + created + ",";
    }

    @Override
    public String tail(Reply reply) {
        Answer answer = reply.answer();
        ObjectNode body = JSON.createObjectNode();
        body.put("object", "chat.completion").put("model", reply.model());
        ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
        ObjectNode message = choice.putObject("message").put("role", "assistant");
        message.put("content", answer.text().isEmpty() && !answer.toolCalls().isEmpty() ? null : answer.text());
        message.putNull("refusal");
        if (!answer.toolCalls().isEmpty()) {
            message.set("tool_calls", toolCalls(answer.toolCalls(), false));
        }
        choice.set("logprobs", logprobs(answer.logprob(), Words.of(answer.text())));
        choice.put("finish_reason", answer.finish().openAi());
        if (reply.stated() != null) {
            body.set("usage", usage(reply.stated()));
        }
        body.put("system_fingerprint", "fp_simulator");
        return JSON.writeValueAsString(body).substring(1);
    }

    /** Every token is as sure as the set says of their mean: its words stand for tokens. */
    private static JsonNode logprobs(@Nullable Double logprob, List<String> words) {
        if (logprob == null) {
            return JSON.getNodeFactory().nullNode();
        }
        ObjectNode node = JSON.createObjectNode();
        ArrayNode content = node.putArray("content");
        for (String word : words) {
            ObjectNode token = content.addObject().put("token", word).put("logprob", logprob);
            token.putNull("bytes");
            token.putArray("top_logprobs");
        }
        node.putNull("refusal");
        return node;
    }

    private static ArrayNode toolCalls(List<ToolCall> calls, boolean numbered) {
        ArrayNode array = JSON.createArrayNode();
        for (int i = 0; i < calls.size(); i++) {
            ToolCall call = calls.get(i);
            ObjectNode node = array.addObject();
            if (numbered) {
                node.put("index", i);
            }
            node.put("id", call.id()).put("type", "function");
            node.putObject("function").put("name", call.name()).put("arguments", call.arguments());
        }
        return array;
    }

    /** Cache writes are stated as OpenRouter states them: OpenAI itself has no such class. */
    private static ObjectNode usage(Usage usage) {
        ObjectNode node = JSON.createObjectNode();
        node.put("prompt_tokens", usage.totalInput());
        node.put("completion_tokens", usage.totalOutput());
        node.put("total_tokens", usage.total());
        ObjectNode prompt = node.putObject("prompt_tokens_details").put("cached_tokens", usage.cachedInput());
        if (usage.cacheWrite() > 0) {
            prompt.put("cache_write_tokens", usage.cacheWrite());
        }
        node.putObject("completion_tokens_details").put("reasoning_tokens", usage.reasoning());
        return node;
    }

    @Override
    public List<Frame> frames(Reply reply, boolean streamUsage) {
        Answer answer = reply.answer();
        String open = head(reply.id(), reply.created()) + "\"object\":\"chat.completion.chunk\",\"model\":"
                + quoted(reply.model()) + ",\"system_fingerprint\":\"fp_simulator\",\"choices\":[";
        String close = streamUsage ? "],\"usage\":null}" : "]}";
        List<Frame> frames = new ArrayList<>();
        frames.add(Frame.event(
                open + delta("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}", "null", null) + close));
        for (String word : Words.of(answer.text())) {
            String logprobs = JSON.writeValueAsString(logprobs(answer.logprob(), List.of(word)));
            String json = open + delta("{\"content\":" + quoted(word) + "}", logprobs, null) + close;
            frames.add(new Frame("data: " + json + "\n\n", word));
        }
        if (!answer.toolCalls().isEmpty()) {
            String calls = JSON.writeValueAsString(toolCalls(answer.toolCalls(), true));
            frames.add(Frame.event(open + delta("{\"tool_calls\":" + calls + "}", "null", null) + close));
        }
        frames.add(Frame.event(open + delta("{}", "null", answer.finish().openAi()) + close));
        if (streamUsage && reply.stated() != null) {
            String usage = JSON.writeValueAsString(usage(reply.stated()));
            frames.add(Frame.event(open + "],\"usage\":" + usage + "}"));
        }
        frames.add(Frame.event("[DONE]"));
        return frames;
    }

    private static String delta(String delta, String logprobs, @Nullable String finish) {
        return "{\"index\":0,\"delta\":" + delta + ",\"logprobs\":" + logprobs + ",\"finish_reason\":"
                + (finish == null ? "null" : quoted(finish)) + "}";
    }

    @Override
    public String error(Failure failure, String requestId) {
        ObjectNode body = JSON.createObjectNode();
        body.putObject("error")
                .put("message", failure.message())
                .put("type", type(failure.status()))
                .put("param", failure.field())
                .put("code", failure.code() == null ? code(failure.status()) : failure.code());
        return JSON.writeValueAsString(body);
    }

    private static String type(int status) {
        if (status == 429) {
            return "requests";
        }
        return status >= 500 ? "server_error" : "invalid_request_error";
    }

    private static @Nullable String code(int status) {
        return switch (status) {
            case 401 -> "invalid_api_key";
            case 429 -> "rate_limit_exceeded";
            default -> null;
        };
    }

    @Override
    public String models(List<ServedModel> models) {
        ObjectNode body = JSON.createObjectNode().put("object", "list");
        ArrayNode data = body.putArray("data");
        for (ServedModel model : models) {
            data.addObject()
                    .put("id", model.name())
                    .put("object", "model")
                    .put("created", 0)
                    .put("owned_by", PricedModel.provider(model.id()));
        }
        return JSON.writeValueAsString(body);
    }
}
