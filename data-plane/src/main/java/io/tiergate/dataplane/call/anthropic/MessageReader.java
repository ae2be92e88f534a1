package io.tiergate.dataplane.call.anthropic;

import io.tiergate.dataplane.call.Reply;
import io.tiergate.dataplane.call.chat.AnswerAssembly;
import io.tiergate.dataplane.call.chat.ChatJson;
import io.tiergate.dataplane.call.chat.ChoiceAssembly;
import io.tiergate.policy.plan.Ending;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads a whole Anthropic message as a chat completion, in one pass. Confined to one reply. */
final class MessageReader {
    private final byte[] body;
    private final AnswerAssembly assembly = new AnswerAssembly();
    private final ChoiceAssembly choice = assembly.choice(0);
    private final MessageUsage usage = new MessageUsage();
    private int tools;
    private boolean content;

    private MessageReader(byte[] body) {
        this.body = body;
    }

    /** Never throws. */
    static Reply read(byte[] body, long createdSeconds) {
        MessageReader reader = new MessageReader(body);
        try (JsonParser parser = ChatJson.reader(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return notAMessage();
            }
            reader.object(parser);
            if (parser.nextToken() != null) {
                return reader.malformed("there is more after the reply's JSON object");
            }
        } catch (JacksonException e) {
            return reader.malformed("the reply is not valid JSON");
        }
        if (!reader.content) {
            return reader.malformed("the reply has no content");
        }
        reader.assembly.member("created", Long.toString(createdSeconds));
        reader.usage.into(reader.assembly);
        return new Reply.Answered(reader.assembly.answer());
    }

    private static Reply notAMessage() {
        return new Reply.Failed(Ending.MALFORMED, "the reply is not a JSON object", 0, Reply.Work.NONE, false);
    }

    private Reply malformed(String detail) {
        return new Reply.Failed(
                Ending.MALFORMED, detail, 0, new Reply.Work.Unstated(usage.usage(), body.length), false);
    }

    private void object(JsonParser parser) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "id" -> assembly.id(ChatJson.stringOrEmpty(parser));
                case "model" -> assembly.model(ChatJson.stringOrEmpty(parser));
                case "content" -> content(parser);
                case "stop_reason" -> stopReason(ChatJson.stringOrEmpty(parser));
                case "usage" -> usage.read(parser);
                default -> parser.skipChildren();
            }
        }
    }

    private void stopReason(String reason) {
        if (!reason.isEmpty()) {
            choice.finish(StopReason.inOpenAiWords(reason));
        }
    }

    private void content(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        content = true;
        for (JsonToken token = parser.nextToken();
                token != null && token != JsonToken.END_ARRAY;
                token = parser.nextToken()) {
            if (token == JsonToken.START_OBJECT) {
                block(parser);
            } else {
                parser.skipChildren();
            }
        }
    }

    private void block(JsonParser parser) {
        String type = "";
        String text = "";
        String id = "";
        String name = "";
        String input = "";
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String member = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (member) {
                case "type" -> type = ChatJson.stringOrEmpty(parser);
                case "text" -> text = ChatJson.stringOrEmpty(parser);
                case "id" -> id = ChatJson.stringOrEmpty(parser);
                case "name" -> name = ChatJson.stringOrEmpty(parser);
                case "input" -> input = value == JsonToken.START_OBJECT ? object(parser, body) : "{}";
                default -> parser.skipChildren();
            }
        }
        if (type.equals("text")) {
            choice.text(text);
        } else if (type.equals("tool_use")) {
            choice.toolCall(tools++, id, name, input);
        }
    }

    private static String object(JsonParser parser, byte[] body) {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        int end = (int) parser.currentLocation().getByteOffset();
        return new String(body, start, end - start, StandardCharsets.UTF_8);
    }
}
