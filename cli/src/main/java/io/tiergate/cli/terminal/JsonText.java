package io.tiergate.cli.terminal;

import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;

/**
 * Results as JSON: maps in their order, lists, texts, numbers, truth values, nulls, and {@link Raw} JSON. Names are written as given
 * ({@code snake_case}).
 */
public final class JsonText {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final DefaultIndenter INDENT = new DefaultIndenter("  ", "\n");
    private static final Separators SEPARATORS =
            Separators.createDefaultInstance().withObjectNameValueSpacing(Separators.Spacing.AFTER);

    private JsonText() {}

    /** JSON that is written as it is. */
    public record Raw(String json) {}

    /** An object of names and values in turn, in that order. */
    public static Map<String, @Nullable Object> object(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return object;
    }

    /** Over several lines, for one result. */
    public static String pretty(Object value) {
        return write(
                value,
                new DefaultPrettyPrinter(SEPARATORS).withObjectIndenter(INDENT).withArrayIndenter(INDENT));
    }

    /** On one line, for one of many results. */
    public static String compact(Object value) {
        return write(value, null);
    }

    private static String write(Object value, @Nullable PrettyPrinter printer) {
        StringWriter text = new StringWriter();
        ObjectWriteContext context = printer == null
                ? ObjectWriteContext.empty()
                : new ObjectWriteContext.Base() {
                    @Override
                    public PrettyPrinter getPrettyPrinter() {
                        return printer;
                    }

                    @Override
                    public boolean hasPrettyPrinter() {
                        return true;
                    }
                };
        try (JsonGenerator json = FACTORY.createGenerator(context, text)) {
            value(json, value);
        }
        return text.toString();
    }

    private static void value(JsonGenerator json, @Nullable Object value) {
        switch (value) {
            case null -> json.writeNull();
            case String text -> json.writeString(text);
            case Boolean truth -> json.writeBoolean(truth);
            case Integer number -> json.writeNumber(number);
            case Long number -> json.writeNumber(number);
            case Double number -> json.writeNumber(number);
            case java.math.BigDecimal number -> json.writeNumber(number);
            case Raw raw -> json.writeRawValue(raw.json());
            case Map<?, ?> object -> {
                json.writeStartObject();
                object.forEach((name, member) -> {
                    json.writeName(String.valueOf(name));
                    value(json, member);
                });
                json.writeEndObject();
            }
            case Iterable<?> items -> {
                json.writeStartArray();
                items.forEach(item -> value(json, item));
                json.writeEndArray();
            }
            default -> throw new IllegalArgumentException("no JSON form of " + value.getClass());
        }
    }
}
