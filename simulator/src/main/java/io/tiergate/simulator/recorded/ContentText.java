package io.tiergate.simulator.recorded;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The text of a message's {@code content}: a string, null, or an array of parts whose texts are joined. */
public final class ContentText {
    private ContentText() {}

    /** The text, empty if there is none; null if {@code content} has neither shape. */
    public static @Nullable String of(JsonNode content) {
        if (content.isString()) {
            return content.stringValue();
        }
        if (content.isNull() || content.isMissingNode()) {
            return "";
        }
        if (!content.isArray()) {
            return null;
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            if (!part.isObject()) {
                return null;
            }
            if (part.path("text").isString()) {
                text.append(part.path("text").stringValue());
            }
        }
        return text.toString();
    }
}
