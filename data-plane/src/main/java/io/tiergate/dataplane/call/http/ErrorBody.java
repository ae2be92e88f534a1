package io.tiergate.dataplane.call.http;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Finds a provider's own words in the body of an error. */
final class ErrorBody {
    private static final JsonFactory JSON = new JsonFactory();

    private ErrorBody() {}

    /** {@code error.message}, {@code error} or {@code message}, whichever is a text; empty if none. Never throws. */
    static String message(byte[] body) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
            return parser.nextToken() == JsonToken.START_OBJECT ? message(parser) : "";
        } catch (JacksonException e) {
            return "";
        }
    }

    private static String message(JsonParser parser) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            boolean telling = name.equals("error") || name.equals("message") || name.equals("detail");
            if (telling && value == JsonToken.VALUE_STRING) {
                return parser.getString();
            }
            if (name.equals("error") && value == JsonToken.START_OBJECT) {
                return message(parser);
            }
            parser.skipChildren();
        }
        return "";
    }
}
