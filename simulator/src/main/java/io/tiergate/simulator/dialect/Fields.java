package io.tiergate.simulator.dialect;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the fields that both APIs share in kind, and writes JSON. */
final class Fields {
    static final JsonMapper JSON = JsonMapper.shared();

    private Fields() {}

    static String quoted(String text) {
        return JSON.writeValueAsString(text);
    }

    static boolean absent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    static void checkObject(JsonNode body) throws InvalidRequestException {
        if (!body.isObject()) {
            throw new InvalidRequestException(null, "the body must be a JSON object");
        }
    }

    static String text(JsonNode body, String field) throws InvalidRequestException {
        JsonNode value = body.path(field);
        if (!value.isString() || value.stringValue().isEmpty()) {
            throw new InvalidRequestException(field, field + " must be a non-empty string");
        }
        return value.stringValue();
    }

    static JsonNode messages(JsonNode body) throws InvalidRequestException {
        JsonNode messages = body.path("messages");
        if (!messages.isArray() || messages.isEmpty()) {
            throw new InvalidRequestException("messages", "messages must be a non-empty array");
        }
        return messages;
    }

    static boolean flag(JsonNode body, String field) throws InvalidRequestException {
        JsonNode value = body.path(field);
        if (absent(value)) {
            return false;
        }
        if (!value.isBoolean()) {
            throw new InvalidRequestException(field, field + " must be true or false");
        }
        return value.booleanValue();
    }

    static @Nullable Long positive(JsonNode body, String field) throws InvalidRequestException {
        JsonNode value = body.path(field);
        if (absent(value)) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 1) {
            throw new InvalidRequestException(field, field + " must be a whole number, one or more");
        }
        return value.longValue();
    }

    static List<String> texts(JsonNode body, String field) throws InvalidRequestException {
        JsonNode value = body.path(field);
        if (absent(value)) {
            return List.of();
        }
        if (value.isString()) {
            return nonEmpty(List.of(value.stringValue()), field);
        }
        List<String> texts = new ArrayList<>(value.size());
        for (JsonNode text : value) {
            if (text.isString()) {
                texts.add(text.stringValue());
            }
        }
        if (!value.isArray() || texts.size() != value.size()) {
            throw new InvalidRequestException(field, field + " must be a string or an array of strings");
        }
        return nonEmpty(texts, field);
    }

    private static List<String> nonEmpty(List<String> texts, String field) throws InvalidRequestException {
        for (String text : texts) {
            if (text.isEmpty()) {
                throw new InvalidRequestException(field, field + " must not be empty");
            }
        }
        return texts;
    }
}
