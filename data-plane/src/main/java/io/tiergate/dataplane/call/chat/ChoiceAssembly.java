package io.tiergate.dataplane.call.chat;

import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;

/** One choice of an answer that comes in pieces. Confined to one call. */
public final class ChoiceAssembly {
    private final StringBuilder text = new StringBuilder();
    private final TreeMap<String, StringBuilder> otherTexts = new TreeMap<>();
    private final TreeMap<Integer, ToolCall> toolCalls = new TreeMap<>();
    private final StringBuilder logprobs = new StringBuilder();
    private String finishReason = "";

    ChoiceAssembly() {}

    /** More of the text. */
    public void text(String more) {
        text.append(more);
    }

    /** More of another text of the message, such as {@code refusal} or {@code reasoning_content}. */
    void otherText(String name, String more) {
        otherTexts.computeIfAbsent(name, any -> new StringBuilder()).append(more);
    }

    /** More log-probabilities: elements of a JSON array. */
    void logprobs(String elements) {
        if (!logprobs.isEmpty()) {
            logprobs.append(',');
        }
        logprobs.append(elements);
    }

    /** More of a tool call; empty texts say nothing. */
    public void toolCall(int index, String id, String name, String arguments) {
        ToolCall call = toolCalls.computeIfAbsent(index, any -> new ToolCall());
        call.id = call.id.isEmpty() ? id : call.id;
        call.name.append(name);
        call.arguments.append(arguments);
    }

    /** Why it ended. */
    public void finish(String reason) {
        finishReason = reason;
    }

    boolean isFinished() {
        return !finishReason.isEmpty();
    }

    /** Characters of all that came. */
    long length() {
        long length = text.length();
        for (StringBuilder other : otherTexts.values()) {
            length += other.length();
        }
        for (ToolCall call : toolCalls.values()) {
            length += call.name.length() + call.arguments.length();
        }
        return length;
    }

    String text() {
        return text.toString();
    }

    String finishReason() {
        return finishReason;
    }

    boolean hasToolCalls() {
        return !toolCalls.isEmpty();
    }

    void write(JsonGenerator json, int index) {
        json.writeStartObject();
        json.writeNumberProperty("index", index);
        json.writeObjectPropertyStart("message");
        json.writeStringProperty("role", "assistant");
        if (text.isEmpty() && (hasToolCalls() || !otherTexts.isEmpty())) {
            json.writeNullProperty("content");
        } else {
            json.writeStringProperty("content", text.toString());
        }
        for (Map.Entry<String, StringBuilder> other : otherTexts.entrySet()) {
            json.writeStringProperty(other.getKey(), other.getValue().toString());
        }
        if (hasToolCalls()) {
            json.writeArrayPropertyStart("tool_calls");
            toolCalls.values().forEach(call -> call.write(json));
            json.writeEndArray();
        }
        json.writeEndObject();
        if (!logprobs.isEmpty()) {
            json.writeName("logprobs");
            json.writeRawValue("{\"content\":[" + logprobs + "]}");
        }
        if (finishReason.isEmpty()) {
            json.writeNullProperty("finish_reason");
        } else {
            json.writeStringProperty("finish_reason", finishReason);
        }
        json.writeEndObject();
    }

    private static final class ToolCall {
        private final StringBuilder name = new StringBuilder();
        private final StringBuilder arguments = new StringBuilder();
        private String id = "";

        void write(JsonGenerator json) {
            json.writeStartObject();
            json.writeStringProperty("id", id);
            json.writeStringProperty("type", "function");
            json.writeObjectPropertyStart("function");
            json.writeStringProperty("name", name.toString());
            json.writeStringProperty("arguments", arguments.toString());
            json.writeEndObject();
            json.writeEndObject();
        }
    }
}
