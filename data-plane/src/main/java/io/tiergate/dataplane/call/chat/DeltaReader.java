package io.tiergate.dataplane.call.chat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads what one chunk adds to one choice, and puts it there when all of it was read. Confined to one chunk. */
final class DeltaReader {
    private final byte[] chunk;
    private final List<ToolCall> toolCalls = new ArrayList<>(0);
    private final List<Text> otherTexts = new ArrayList<>(0);
    private String text = "";
    private String finishReason = "";
    private String logprobs = "";

    /** A part of a tool call. */
    private record ToolCall(int index, String id, String name, String arguments) {}

    /** A part of a text that is not the content. */
    private record Text(String name, String more) {}

    DeltaReader(byte[] chunk) {
        this.chunk = chunk;
    }

    void finishReason(String reason) {
        finishReason = reason;
    }

    /** False if an index is out of bounds. */
    boolean into(ChoiceAssembly choice) {
        choice.text(text);
        otherTexts.forEach(other -> choice.otherText(other.name(), other.more()));
        for (ToolCall call : toolCalls) {
            if (call.index() < 0) {
                return false;
            }
            choice.toolCall(call.index(), call.id(), call.name(), call.arguments());
        }
        if (!logprobs.isBlank()) {
            choice.logprobs(logprobs);
        }
        if (!finishReason.isEmpty()) {
            choice.finish(finishReason);
        }
        return true;
    }

    void delta(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "content" -> text = ChatJson.stringOrEmpty(parser);
                case "role" -> parser.skipChildren();
                case "tool_calls" -> toolCalls(parser, value);
                default -> {
                    if (value == JsonToken.VALUE_STRING) {
                        otherTexts.add(new Text(name, parser.getString()));
                    } else {
                        parser.skipChildren();
                    }
                }
            }
        }
    }

    void logprobs(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            boolean wanted = name.equals("content") && parser.nextToken() == JsonToken.START_ARRAY;
            if (wanted) {
                int start = ChatJson.valueEnd(parser);
                parser.skipChildren();
                logprobs = new String(chunk, start, ChatJson.tokenStart(parser) - start, StandardCharsets.UTF_8);
            } else {
                skipValue(parser, name);
            }
        }
    }

    private static void skipValue(JsonParser parser, String name) {
        if (!name.equals("content")) {
            parser.nextToken();
        }
        parser.skipChildren();
    }

    private void toolCalls(JsonParser parser, JsonToken value) {
        if (value != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        int position = 0;
        for (JsonToken token = parser.nextToken(); ChunkReader.isInside(token); token = parser.nextToken()) {
            if (token == JsonToken.START_OBJECT) {
                toolCalls.add(toolCall(parser, position++));
            } else {
                parser.skipChildren();
            }
        }
    }

    private static ToolCall toolCall(JsonParser parser, int position) {
        int index = position;
        String id = "";
        ToolCall function = new ToolCall(0, "", "", "");
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "index" -> index = ChunkReader.index(parser);
                case "id" -> id = ChatJson.stringOrEmpty(parser);
                case "function" -> function = value == JsonToken.START_OBJECT ? function(parser) : function;
                default -> parser.skipChildren();
            }
        }
        return new ToolCall(index, id, function.name(), function.arguments());
    }

    private static ToolCall function(JsonParser parser) {
        String called = "";
        String arguments = "";
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "name" -> called = ChatJson.stringOrEmpty(parser);
                case "arguments" -> arguments = ChatJson.stringOrEmpty(parser);
                default -> parser.skipChildren();
            }
        }
        return new ToolCall(0, "", called, arguments);
    }
}
