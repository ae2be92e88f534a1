package io.tiergate.simulator.recorded;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Turns the JSON of one line into a recorded prompt, or says which field is wrong. */
final class LineReader {
    private static final Set<String> FINISH_REASONS = Set.of("stop", "length", "tool_calls", "content_filter");

    private LineReader() {}

    static RecordedPrompt prompt(JsonNode line) throws InvalidLineException {
        if (!line.isObject()) {
            throw new InvalidLineException("", "must be a JSON object");
        }
        String id = text(line, "id");
        text(line, "task");
        Prompt prompt = Prompt.of(messages(line.path("messages")));
        return new RecordedPrompt(id, prompt, answers(line.path("answers")));
    }

    private static List<Message> messages(JsonNode node) throws InvalidLineException {
        if (!node.isArray() || node.isEmpty()) {
            throw new InvalidLineException("messages", "must be a non-empty array");
        }
        List<Message> messages = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            String field = "messages[" + i + "]";
            JsonNode role = node.get(i).path("role");
            if (!role.isString()) {
                throw new InvalidLineException(field + ".role", "must be a string");
            }
            messages.add(new Message(role.stringValue(), content(node.get(i).path("content"), field + ".content")));
        }
        return messages;
    }

    private static String content(JsonNode content, String field) throws InvalidLineException {
        String text = ContentText.of(content);
        if (text == null) {
            throw new InvalidLineException(field, "must be a string or an array of parts");
        }
        return text;
    }

    private static Map<String, RecordedAnswer> answers(JsonNode node) throws InvalidLineException {
        if (!node.isObject() || node.isEmpty()) {
            throw new InvalidLineException("answers", "must be an object with at least one answer");
        }
        Map<String, RecordedAnswer> answers = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String field = "answers." + entry.getKey();
            if (!entry.getValue().isObject()) {
                throw new InvalidLineException(field, "must be an object");
            }
            answers.put(entry.getKey(), answer(entry.getValue(), field));
        }
        return answers;
    }

    private static RecordedAnswer answer(JsonNode node, String field) throws InvalidLineException {
        JsonNode text = node.path("text");
        if (!absent(text) && !text.isString()) {
            throw new InvalidLineException(field + ".text", "must be a string");
        }
        checkScore(node.path("score"), field + ".score");
        return new RecordedAnswer(
                absent(text) ? null : text.stringValue(),
                toolCalls(node.path("tool_calls"), field + ".tool_calls"),
                finishReason(node.path("finish_reason"), field + ".finish_reason"),
                usage(node, field),
                latencyMillis(node.path("latency_ms"), field + ".latency_ms"),
                absent(node.path("score")) ? null : (Double) node.path("score").doubleValue(),
                logprob(node.path("logprobs"), field + ".logprobs"),
                selfReport(node.path("self_report"), field + ".self_report"));
    }

    private static void checkScore(JsonNode score, String field) throws InvalidLineException {
        if (absent(score)) {
            return;
        }
        if (!score.isNumber() || !(score.doubleValue() >= 0 && score.doubleValue() <= 1)) {
            throw new InvalidLineException(field, "must be a number from 0 to 1");
        }
    }

    private static RecordedUsage usage(JsonNode node, String field) throws InvalidLineException {
        Long input = tokens(node, field, "input_tokens");
        Long output = tokens(node, field, "output_tokens");
        Long cached = tokens(node, field, "cached_input_tokens");
        Long written = tokens(node, field, "cache_write_tokens");
        Long reasoning = tokens(node, field, "reasoning_tokens");
        if (input == null && output == null && cached == null && written == null && reasoning == null) {
            return RecordedUsage.NONE;
        }
        long fromCache = orZero(cached);
        long toCache = orZero(written);
        if (input != null && fromCache + toCache > input) {
            throw new InvalidLineException(field + ".input_tokens", "is less than its cached and cache-write tokens");
        }
        if (output != null && orZero(reasoning) > output) {
            throw new InvalidLineException(field + ".output_tokens", "is less than its reasoning tokens");
        }
        return new RecordedUsage(input, output, fromCache, toCache, orZero(reasoning));
    }

    private static long orZero(@Nullable Long value) {
        return value == null ? 0 : value;
    }

    private static @Nullable Long tokens(JsonNode node, String field, String name) throws InvalidLineException {
        JsonNode value = node.path(name);
        if (absent(value)) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0) {
            throw new InvalidLineException(field + "." + name, "must be a whole number, zero or more");
        }
        return value.longValue();
    }

    private static @Nullable Double latencyMillis(JsonNode value, String field) throws InvalidLineException {
        if (absent(value)) {
            return null;
        }
        if (!value.isNumber() || !(value.doubleValue() >= 0 && value.doubleValue() <= 3_600_000)) {
            throw new InvalidLineException(field, "must be milliseconds, at most an hour");
        }
        return value.doubleValue();
    }

    private static @Nullable Double logprob(JsonNode value, String field) throws InvalidLineException {
        if (absent(value)) {
            return null;
        }
        if (!value.isNumber() || !(value.doubleValue() <= 0) || Double.isInfinite(value.doubleValue())) {
            throw new InvalidLineException(field, "must be a mean log-probability, zero or less");
        }
        return value.doubleValue();
    }

    private static @Nullable Integer selfReport(JsonNode value, String field) throws InvalidLineException {
        if (absent(value)) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0 || value.intValue() > 100) {
            throw new InvalidLineException(field, "must be a whole number from 0 to 100");
        }
        return value.intValue();
    }

    private static @Nullable String finishReason(JsonNode value, String field) throws InvalidLineException {
        if (absent(value)) {
            return null;
        }
        if (!value.isString() || !FINISH_REASONS.contains(value.stringValue())) {
            throw new InvalidLineException(field, "must be one of stop, length, tool_calls, content_filter");
        }
        return value.stringValue();
    }

    private static List<ToolCall> toolCalls(JsonNode value, String field) throws InvalidLineException {
        if (absent(value)) {
            return List.of();
        }
        if (!value.isArray()) {
            throw new InvalidLineException(field, "must be an array");
        }
        List<ToolCall> calls = new ArrayList<>(value.size());
        for (int i = 0; i < value.size(); i++) {
            JsonNode call = value.get(i);
            JsonNode name = call.path("function").path("name");
            JsonNode arguments = call.path("function").path("arguments");
            if (!name.isString() || !arguments.isString()) {
                throw new InvalidLineException(
                        field + "[" + i + "].function", "must have a name and arguments (JSON as a string)");
            }
            String id = call.path("id").isString() ? call.path("id").stringValue() : "call_" + i;
            calls.add(new ToolCall(id, name.stringValue(), arguments.stringValue()));
        }
        return calls;
    }

    private static String text(JsonNode line, String field) throws InvalidLineException {
        JsonNode value = line.path(field);
        if (!value.isString() || value.stringValue().isBlank()) {
            throw new InvalidLineException(field, "must be a non-empty string");
        }
        return value.stringValue();
    }

    private static boolean absent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }
}
