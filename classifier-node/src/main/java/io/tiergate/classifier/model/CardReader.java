package io.tiergate.classifier.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeType;

/** Reads one JSON object of a model set field by field; every problem names the file and the field. Not thread-safe. */
final class CardReader {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String place;
    private final JsonNode object;
    private final Set<String> asked = new HashSet<>();

    private CardReader(String place, JsonNode object) {
        this.place = place;
        this.object = object;
    }

    static CardReader of(ModelFile file) {
        JsonNode read;
        try {
            read = JSON.readTree(file.read());
        } catch (JacksonException e) {
            throw new ModelException(file.place() + " is no JSON: " + e.getOriginalMessage(), e);
        }
        if (!read.isObject()) {
            throw new ModelException(file.place() + " is no JSON object");
        }
        return new CardReader(file.place(), read);
    }

    /** A text that must be there. */
    String text(String field) {
        JsonNode value = value(field);
        if (value == null || !value.isString() || value.asString().isBlank()) {
            throw problem(field, "is missing or no text");
        }
        return value.asString();
    }

    String text(String field, String otherwise) {
        JsonNode value = value(field);
        if (value != null && !value.isString()) {
            throw problem(field, "is no text");
        }
        return value == null ? otherwise : value.asString();
    }

    /** A whole number from {@code least} to {@code most}; {@code otherwise} where it is absent, if that is not null. */
    int count(String field, int least, int most, @Nullable Integer otherwise) {
        JsonNode value = value(field);
        if (value == null && otherwise != null) {
            return otherwise;
        }
        if (value == null || !value.isInt() || value.asInt() < least || value.asInt() > most) {
            throw problem(field, "is missing or no whole number from " + least + " to " + most);
        }
        return value.asInt();
    }

    boolean flag(String field, boolean otherwise) {
        JsonNode value = value(field);
        if (value != null && !value.isBoolean()) {
            throw problem(field, "is neither true nor false");
        }
        return value == null ? otherwise : value.asBoolean();
    }

    double number(String field) {
        JsonNode value = value(field);
        if (value == null || !value.isNumber() || !Double.isFinite(value.asDouble())) {
            throw problem(field, "is missing or no number");
        }
        return value.asDouble();
    }

    /** One of an enum's constants, written in lower case. */
    <E extends Enum<E>> E choice(String field, Class<E> type, @Nullable E otherwise) {
        JsonNode value = value(field);
        if (value == null && otherwise != null) {
            return otherwise;
        }
        List<String> known = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            String written = constant.name().toLowerCase(Locale.ROOT);
            if (value != null && value.isString() && value.asString().equals(written)) {
                return constant;
            }
            known.add(written);
        }
        throw problem(
                field, (value == null ? "is missing" : "is " + value) + "; write one of " + String.join(", ", known));
    }

    /** Different texts, at least {@code least} of them. */
    List<String> texts(String field, int least) {
        JsonNode value = value(field);
        List<String> texts = new ArrayList<>();
        if (value != null && value.isArray()) {
            value.forEach(text -> texts.add(text.isString() ? text.asString() : ""));
        }
        return different(field, texts, least);
    }

    /** The values of an object whose keys are 0, 1, ...; empty where it is absent. */
    List<String> numbered(String field) {
        JsonNode value = value(field);
        if (value == null) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            texts.add(value.path(Integer.toString(i)).asString(""));
        }
        return different(field, texts, 2);
    }

    private List<String> different(String field, List<String> texts, int least) {
        if (texts.size() < least || texts.contains("") || new HashSet<>(texts).size() < texts.size()) {
            throw problem(field, "needs at least " + least + " labels, each a text and different from the others");
        }
        return List.copyOf(texts);
    }

    /** An object within; null where it is absent. */
    @Nullable
    CardReader within(String field) {
        JsonNode value = value(field);
        if (value == null) {
            return null;
        }
        if (!value.isObject()) {
            throw problem(field, "is no object");
        }
        return new CardReader(place + ": " + field, value);
    }

    /** To be called last: fields that nobody asked for are typos. */
    void nothingElse() {
        Set<String> unknown = new TreeSet<>(object.propertyNames());
        unknown.removeAll(asked);
        if (!unknown.isEmpty()) {
            throw new ModelException(place + ": unknown field " + String.join(", ", unknown) + "; known are "
                    + String.join(", ", new TreeSet<>(asked)));
        }
    }

    ModelException problem(String field, String what) {
        return new ModelException(place + ": " + field + " " + what);
    }

    private @Nullable JsonNode value(String field) {
        asked.add(field);
        JsonNode value = object.get(field);
        return value == null || value.getNodeType() == JsonNodeType.NULL ? null : value;
    }
}
