package io.tiergate.dataplane.call.chat;

import io.tiergate.dataplane.call.Reply;
import io.tiergate.dataplane.model.Answer;
import io.tiergate.policy.plan.Ending;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads a whole OpenAI chat completion in one pass, without a tree. Confined to one reply. */
public final class CompletionReader {
    private final UsageReader usage = new UsageReader();
    private String id = "";
    private String model = "";
    private String finishReason = "";
    private StringBuilder text = new StringBuilder(0);
    private String whole = "";
    private boolean toolCalls;
    private boolean message;
    private boolean error;

    private CompletionReader() {}

    /** Reads a body, which is kept as it is. {@code MALFORMED} if it is not a chat completion. Never throws. */
    public static Reply read(byte[] body) {
        CompletionReader reader = new CompletionReader();
        try (JsonParser parser = ChatJson.reader(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return notACompletion();
            }
            reader.object(parser);
            if (parser.nextToken() != null) {
                return reader.malformed("there is more after the reply's JSON object", body);
            }
        } catch (JacksonException e) {
            return reader.malformed("the reply is not valid JSON", body);
        }
        return reader.message ? new Reply.Answered(reader.answer(body)) : reader.malformed(reader.lack(), body);
    }

    private static Reply notACompletion() {
        return new Reply.Failed(Ending.MALFORMED, "the reply is not a JSON object", 0, Reply.Work.NONE, false);
    }

    private Reply malformed(String detail, byte[] body) {
        Reply.Work work = error ? Reply.Work.NONE : new Reply.Work.Unstated(usage.usage(), body.length);
        return new Reply.Failed(Ending.MALFORMED, detail, 0, work, false);
    }

    private String lack() {
        return error ? "the reply is an error under status 200" : "the reply has no choices[0].message";
    }

    private Answer answer(byte[] body) {
        return new Answer(
                body,
                id,
                model,
                text.isEmpty() ? whole : text.toString(),
                finishReason,
                toolCalls,
                usage.usage(),
                usage.isKnown());
    }

    private void object(JsonParser parser) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "id" -> id = ChatJson.stringOrEmpty(parser);
                case "model" -> model = ChatJson.stringOrEmpty(parser);
                case "choices" -> choices(parser);
                case "usage" -> usage.read(parser);
                case "error" -> {
                    error = parser.currentToken() == JsonToken.START_OBJECT;
                    parser.skipChildren();
                }
                default -> parser.skipChildren();
            }
        }
    }

    private void choices(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        boolean first = true;
        for (JsonToken token = parser.nextToken(); isInside(token); token = parser.nextToken()) {
            if (first && token == JsonToken.START_OBJECT) {
                choice(parser);
            } else {
                parser.skipChildren();
            }
            first = false;
        }
    }

    private void choice(JsonParser parser) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("message") && value == JsonToken.START_OBJECT) {
                message = true;
                message(parser);
            } else if (name.equals("finish_reason")) {
                finishReason = ChatJson.stringOrEmpty(parser);
            } else {
                parser.skipChildren();
            }
        }
    }

    private void message(JsonParser parser) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "content" -> content(parser, value);
                case "tool_calls" -> toolCalls = isNonEmptyArray(parser, value);
                default -> parser.skipChildren();
            }
        }
    }

    /** A text, or (Mistral) an array of parts of which the texts are the text. */
    private void content(JsonParser parser, JsonToken value) {
        if (value != JsonToken.START_ARRAY) {
            whole = ChatJson.stringOrEmpty(parser);
            return;
        }
        for (JsonToken token = parser.nextToken(); isInside(token); token = parser.nextToken()) {
            if (token == JsonToken.START_OBJECT) {
                part(parser);
            } else {
                parser.skipChildren();
            }
        }
    }

    private void part(JsonParser parser) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            if (name.equals("text")) {
                text.append(ChatJson.stringOrEmpty(parser));
            } else {
                parser.skipChildren();
            }
        }
    }

    private static boolean isNonEmptyArray(JsonParser parser, JsonToken value) {
        if (value != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return false;
        }
        boolean any = false;
        for (JsonToken token = parser.nextToken(); isInside(token); token = parser.nextToken()) {
            any = true;
            parser.skipChildren();
        }
        return any;
    }

    /** Whether a token is an element of the array being read. The reader itself refuses a text that ends within one. */
    private static boolean isInside(JsonToken token) {
        return token != null && token != JsonToken.END_ARRAY;
    }
}
