package io.tiergate.dataplane.call.anthropic;

import io.tiergate.dataplane.call.chat.ChatJson;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/** Writes the {@code chat.completion.chunk} objects of one answer. */
final class ChunkWriter {
    private final String id;
    private final String model;
    private final long createdSeconds;

    ChunkWriter(String id, String model, long createdSeconds) {
        this.id = id;
        this.model = model;
        this.createdSeconds = createdSeconds;
    }

    byte[] role() {
        return delta(json -> {
            json.writeStringProperty("role", "assistant");
            json.writeStringProperty("content", "");
        });
    }

    byte[] text(String text) {
        return delta(json -> json.writeStringProperty("content", text));
    }

    byte[] toolCall(int index, String toolId, String name) {
        return toolDelta(index, json -> {
            json.writeStringProperty("id", toolId);
            json.writeStringProperty("type", "function");
            json.writeObjectPropertyStart("function");
            json.writeStringProperty("name", name);
            json.writeStringProperty("arguments", "");
            json.writeEndObject();
        });
    }

    byte[] toolArguments(int index, String more) {
        return toolDelta(index, json -> {
            json.writeObjectPropertyStart("function");
            json.writeStringProperty("arguments", more);
            json.writeEndObject();
        });
    }

    byte[] finish(String reason) {
        return chunk(json -> choice(json, delta -> {}, reason));
    }

    byte[] usage(String usageJson) {
        return chunk(json -> {
            json.writeArrayPropertyStart("choices");
            json.writeEndArray();
            json.writeName("usage");
            json.writeRawValue(usageJson);
        });
    }

    private byte[] toolDelta(int index, Consumer<JsonGenerator> call) {
        return delta(json -> {
            json.writeArrayPropertyStart("tool_calls");
            json.writeStartObject();
            json.writeNumberProperty("index", index);
            call.accept(json);
            json.writeEndObject();
            json.writeEndArray();
        });
    }

    private byte[] delta(Consumer<JsonGenerator> delta) {
        return chunk(json -> choice(json, delta, ""));
    }

    private static void choice(JsonGenerator json, Consumer<JsonGenerator> delta, String finishReason) {
        json.writeArrayPropertyStart("choices");
        json.writeStartObject();
        json.writeNumberProperty("index", 0);
        json.writeObjectPropertyStart("delta");
        delta.accept(json);
        json.writeEndObject();
        if (finishReason.isEmpty()) {
            json.writeNullProperty("finish_reason");
        } else {
            json.writeStringProperty("finish_reason", finishReason);
        }
        json.writeEndObject();
        json.writeEndArray();
    }

    private byte[] chunk(Consumer<JsonGenerator> rest) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        try (JsonGenerator json = ChatJson.writer(out)) {
            json.writeStartObject();
            json.writeStringProperty("id", id);
            json.writeStringProperty("object", "chat.completion.chunk");
            json.writeNumberProperty("created", createdSeconds);
            json.writeStringProperty("model", model);
            rest.accept(json);
            json.writeEndObject();
        }
        return out.toByteArray();
    }
}
