package io.tiergate.dataplane.call.anthropic;

import io.tiergate.dataplane.call.chat.ChatJson;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** What matters of one event of an Anthropic stream, from whatever depth; empty where it says nothing. */
final class MessageEvent {
    private static final int MAX_INDEX = 100_000;

    private String type = "";
    private int index;
    private String id = "";
    private String model = "";
    private String blockType = "";
    private String name = "";
    private String text = "";
    private String partialJson = "";
    private String stopReason = "";
    private String errorType = "";
    private String message = "";

    private MessageEvent() {}

    /**
     * Reads an event; usage goes to where it is kept.
     *
     * @throws tools.jackson.core.JacksonException if it is not JSON
     */
    static MessageEvent read(byte[] data, MessageUsage usage) {
        MessageEvent event = new MessageEvent();
        try (JsonParser parser = ChatJson.reader(data)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                event.object(parser, usage);
            }
        }
        return event;
    }

    private void object(JsonParser parser, MessageUsage usage) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String member = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (member) {
                case "type" -> type = ChatJson.stringOrEmpty(parser);
                case "index" -> index = index(parser, value);
                case "message", "content_block", "delta", "error" -> part(parser, value, member, usage);
                case "usage" -> usage.read(parser);
                default -> parser.skipChildren();
            }
        }
    }

    private void part(JsonParser parser, JsonToken value, String part, MessageUsage usage) {
        if (value != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String member = parser.currentName();
            parser.nextToken();
            switch (member) {
                case "type" -> partType(part, ChatJson.stringOrEmpty(parser));
                case "id" -> id = ChatJson.stringOrEmpty(parser);
                case "model" -> model = ChatJson.stringOrEmpty(parser);
                case "name" -> name = ChatJson.stringOrEmpty(parser);
                case "text" -> text = ChatJson.stringOrEmpty(parser);
                case "partial_json" -> partialJson = ChatJson.stringOrEmpty(parser);
                case "stop_reason" -> stopReason = ChatJson.stringOrEmpty(parser);
                case "message" -> message = ChatJson.stringOrEmpty(parser);
                case "usage" -> usage.read(parser);
                default -> parser.skipChildren();
            }
        }
    }

    private void partType(String part, String told) {
        if (part.equals("content_block")) {
            blockType = told;
        } else if (part.equals("error")) {
            errorType = told;
        }
    }

    private static int index(JsonParser parser, JsonToken value) {
        return value == JsonToken.VALUE_NUMBER_INT ? (int) Math.clamp(parser.getDoubleValue(), 0, MAX_INDEX) : 0;
    }

    String type() {
        return type;
    }

    int index() {
        return index;
    }

    String id() {
        return id;
    }

    String model() {
        return model;
    }

    String blockType() {
        return blockType;
    }

    String name() {
        return name;
    }

    String text() {
        return text;
    }

    String partialJson() {
        return partialJson;
    }

    String stopReason() {
        return stopReason;
    }

    String errorType() {
        return errorType;
    }

    String message() {
        return message;
    }
}
