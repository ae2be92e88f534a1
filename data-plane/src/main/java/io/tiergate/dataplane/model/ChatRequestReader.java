package io.tiergate.dataplane.model;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonParser.NumberType;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads OpenAI chat requests in one pass over their bytes: where each member is, and what Tiergate decides on. Everything else stays
 * as it came. Confined to one request.
 */
public final class ChatRequestReader {
    private static final int MAX_NESTING = 64;
    private static final int MAX_NAME_CHARS = 1_000;
    private static final int DECODED_CHARS = 8_192;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_NESTING)
                    .maxNameLength(MAX_NAME_CHARS)
                    .maxNumberLength(MAX_NAME_CHARS)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();
    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant", "tool");

    private final byte[] body;
    private final JsonParser parser;
    private final Map<String, Span> members = new LinkedHashMap<>();
    private final List<ChatRequest.Turn> turns = new ArrayList<>();

    private @Nullable String model;
    private boolean stream;
    private boolean includeUsage;
    private @Nullable Long maxTokens;
    private @Nullable Long maxCompletionTokens;
    private int choices = 1;
    private boolean tools;
    private boolean images;
    private boolean otherContent;
    private String responseFormat = "text";
    private String schemaJson = "";
    private @Nullable String user;

    private ChatRequestReader(byte[] body, JsonParser parser) {
        this.body = body;
        this.parser = parser;
    }

    /** What reading gives. */
    public sealed interface Result {
        /** A request. */
        record Read(ChatRequest request) implements Result {}

        /** Not a request; the refusal names the place. */
        record Unreadable(Refusal refusal) implements Result {}
    }

    /** Reads a body. Never throws. */
    public static Result read(byte[] body) {
        int misfit = isWide(body) ? 0 : firstMisfit(body);
        if (misfit >= 0) {
            return unreadable("the body is not valid UTF-8 (byte " + (misfit + 1)
                    + "): send the JSON of a request in UTF-8, not compressed");
        }
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
            return new Result.Read(new ChatRequestReader(body, parser).request());
        } catch (Malformed e) {
            return unreadable(e.getMessage());
        } catch (JacksonException e) {
            var place = e.getLocation();
            return unreadable("the body is not valid JSON"
                    + (place == null ? "" : " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")")
                    + trouble(e));
        }
    }

    /** What is wrong, in words that repeat nothing of the body: it may be a prompt, and refusals are recorded. */
    private static String trouble(JacksonException e) {
        return switch (e) {
            case StreamConstraintsException tooMuch ->
                ": it is nested deeper than " + MAX_NESTING + " levels, or has a name or number of more than "
                        + MAX_NAME_CHARS + " characters";
            case UnexpectedEndOfInputException end -> ": it ends too early";
            default -> ": send the JSON object of an OpenAI chat request";
        };
    }

    private static Result.Unreadable unreadable(@Nullable String message) {
        return new Result.Unreadable(Refusal.of(ErrorKind.INVALID_REQUEST, String.valueOf(message)));
    }

    private ChatRequest request() {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new Malformed("the body must be a JSON object");
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            int start = tokenStart();
            member(name);
            if (members.put(name, new Span(start, valueEnd())) != null) {
                throw new Malformed("member '" + shortened(name) + "' is there twice");
            }
        }
        if (parser.nextToken() != null) {
            throw new Malformed("there is more after the body's JSON object");
        }
        if (model == null || model.isBlank()) {
            throw new Malformed("'model' is missing: name a policy, POLICY/TASK, 'auto' or a catalog model");
        }
        if (turns.isEmpty()) {
            throw new Malformed("'messages' is missing or empty: send at least one message");
        }
        return new ChatRequest(
                body,
                members,
                List.copyOf(turns),
                new ChatRequest.View(
                        model,
                        stream,
                        includeUsage,
                        maxCompletionTokens != null ? maxCompletionTokens : maxTokens,
                        choices,
                        tools,
                        images,
                        otherContent,
                        responseFormat,
                        schemaJson,
                        user));
    }

    private void member(String name) {
        switch (name) {
            case "model" -> model = string(name);
            case "messages" -> messages();
            case "stream" -> stream = bool(name);
            case "stream_options" -> streamOptions();
            case "max_tokens" -> maxTokens = positive(name);
            case "max_completion_tokens" -> maxCompletionTokens = positive(name);
            case "n" -> choices = choices(name);
            case "tools", "functions" -> tools = nonEmptyArray(name);
            case "response_format" -> responseFormat();
            case "user" -> user = optionalString(name);
            default -> parser.skipChildren();
        }
    }

    private void messages() {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw new Malformed("'messages' must be an array");
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            message("messages[" + turns.size() + "]");
        }
    }

    private void message(String place) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new Malformed(place + " must be an object");
        }
        int start = tokenStart();
        String role = null;
        int textBytes = 0;
        boolean content = false;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "role" -> role = string(place + ".role");
                case "content" -> {
                    content = parser.currentToken() != JsonToken.VALUE_NULL;
                    textBytes += content(place + ".content");
                }
                case "tool_calls", "function_call" -> {
                    content = true;
                    parser.skipChildren();
                }
                default -> parser.skipChildren();
            }
        }
        if (role == null) {
            throw new Malformed(place + ".role is missing");
        }
        if (!ROLES.contains(role)) {
            throw new Malformed(place + ".role is '" + shortened(role)
                    + "'; known are system, developer, user, assistant and tool");
        }
        if (!content) {
            throw new Malformed(place + ".content is missing");
        }
        turns.add(new ChatRequest.Turn(role, new Span(start, valueEnd()), textBytes));
    }

    /** UTF-8 bytes of the text in a message's content, as it stands in the body. */
    private int content(String place) {
        return switch (parser.currentToken()) {
            case VALUE_NULL -> 0;
            case VALUE_STRING -> stringBytes();
            case START_ARRAY -> parts(place);
            default -> throw new Malformed(place + " must be a string or an array of parts");
        };
    }

    private int parts(String place) {
        int bytes = 0;
        int index = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            bytes += part(place + "[" + index++ + "]");
        }
        return bytes;
    }

    private int part(String place) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new Malformed(place + " must be an object");
        }
        String type = "";
        int bytes = 0;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            if (name.equals("type")) {
                type = string(place + ".type");
            } else if (name.equals("text") && parser.currentToken() == JsonToken.VALUE_STRING) {
                bytes += stringBytes();
            } else {
                parser.skipChildren();
            }
        }
        switch (type) {
            case "text", "refusal" -> {}
            case "image_url" -> images = true;
            case "" -> throw new Malformed(place + ".type is missing");
            default -> otherContent = true;
        }
        return bytes;
    }

    private void streamOptions() {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        requireObject("stream_options");
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            if (name.equals("include_usage")) {
                includeUsage = bool("stream_options.include_usage");
            } else {
                parser.skipChildren();
            }
        }
    }

    private void responseFormat() {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        requireObject("response_format");
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "type" -> responseFormat = string("response_format.type");
                case "json_schema" -> jsonSchema();
                default -> parser.skipChildren();
            }
        }
        if (!Set.of("text", "json_object", "json_schema").contains(responseFormat)) {
            throw new Malformed("response_format.type is '" + shortened(responseFormat)
                    + "'; known are text, json_object and json_schema");
        }
    }

    private void jsonSchema() {
        requireObject("response_format.json_schema");
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            int start = tokenStart();
            parser.skipChildren();
            if (name.equals("schema")) {
                int end = valueEnd();
                schemaJson = new String(body, start, end - start, StandardCharsets.UTF_8);
            }
        }
    }

    private void requireObject(String place) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new Malformed("'" + place + "' must be an object");
        }
    }

    private String string(String place) {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw new Malformed("'" + place + "' must be a string");
        }
        return parser.getString();
    }

    private @Nullable String optionalString(String place) {
        return parser.currentToken() == JsonToken.VALUE_NULL ? null : string(place);
    }

    private boolean bool(String place) {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE, VALUE_NULL -> false;
            default -> throw new Malformed("'" + place + "' must be true or false");
        };
    }

    private @Nullable Long positive(String place) {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
                || parser.getNumberType() == NumberType.BIG_INTEGER
                || parser.getLongValue() < 1) {
            throw new Malformed("'" + place + "' must be a whole number above 0");
        }
        return parser.getLongValue();
    }

    private int choices(String place) {
        Long value = positive(place);
        return value == null ? 1 : (int) Math.min(value, Integer.MAX_VALUE);
    }

    private boolean nonEmptyArray(String place) {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return false;
        }
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw new Malformed("'" + place + "' must be an array");
        }
        int start = valueEnd();
        parser.skipChildren();
        return new String(body, start, tokenStart() - start, StandardCharsets.UTF_8).indexOf('{') >= 0;
    }

    private int tokenStart() {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    private int valueEnd() {
        parser.finishToken();
        return (int) parser.currentLocation().getByteOffset();
    }

    /** Bytes of the current string as it stands in the body, without its quotes. */
    private int stringBytes() {
        int start = tokenStart();
        return valueEnd() - start - 2;
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    /** UTF-16 and UTF-32 have a zero byte among the first four of a JSON object; UTF-8 has none. */
    private static boolean isWide(byte[] bytes) {
        for (int i = 0; i < Math.min(4, bytes.length); i++) {
            if (bytes[i] == 0) {
                return true;
            }
        }
        return false;
    }

    /** Index of the first byte that cannot stand there in UTF-8; -1: there is none. */
    private static int firstMisfit(byte[] bytes) {
        int ascii = 0;
        while (ascii < bytes.length && bytes[ascii] >= 0) {
            ascii++;
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes, ascii, bytes.length - ascii);
        CharBuffer out = CharBuffer.allocate(Math.min(DECODED_CHARS, in.remaining() + 1));
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (result.isError()) {
                return in.position();
            }
            if (result.isUnderflow()) {
                return -1;
            }
            out.clear();
        }
    }

    /** Not a chat request; the message names the member. */
    private static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1;

        Malformed(String message) {
            super(message, null, false, false);
        }
    }
}
