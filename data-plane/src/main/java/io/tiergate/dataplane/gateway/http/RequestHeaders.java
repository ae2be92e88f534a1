package io.tiergate.dataplane.gateway.http;

import io.tiergate.dataplane.model.Declared;
import io.vertx.core.MultiMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what callers declare in {@code x-tiergate-*} headers. */
final class RequestHeaders {
    private final MultiMap headers;

    private RequestHeaders(MultiMap headers) {
        this.headers = headers;
    }

    /**
     * What the headers declare.
     *
     * @throws BadHeaderException if one of them is not of its form; the message names it
     */
    static Declared read(MultiMap headers) {
        return new RequestHeaders(headers).declared();
    }

    private Declared declared() {
        String stakes = text("x-tiergate-stakes");
        if (stakes != null && !stakes.equals("low") && !stakes.equals("high")) {
            throw new BadHeaderException("x-tiergate-stakes", "is 'low' or 'high'");
        }
        return new Declared(
                text("x-tiergate-task"),
                text("x-tiergate-domain"),
                stakes,
                text("x-tiergate-session"),
                text("x-tiergate-user"),
                tags(),
                text("x-tiergate-at-least"),
                noCache(),
                number("x-tiergate-deadline-ms", 1),
                minGeneration());
    }

    private long minGeneration() {
        Long generation = number("x-tiergate-min-generation", 0);
        return generation == null ? 0 : generation;
    }

    private boolean noCache() {
        String cache = text("x-tiergate-cache");
        if (cache != null && !cache.equals("none")) {
            throw new BadHeaderException("x-tiergate-cache", "can only be 'none'");
        }
        return cache != null;
    }

    private Map<String, String> tags() {
        String text = headers.get("x-tiergate-tags");
        if (text == null || text.isBlank()) {
            return Map.of();
        }
        Map<String, String> tags = new LinkedHashMap<>();
        for (String pair : text.split(",", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? "" : pair.substring(0, equals).strip();
            String value = equals < 0 ? "" : pair.substring(equals + 1).strip();
            if (name.isEmpty() || name.length() > Declared.MAX_TAG_CHARS || value.length() > Declared.MAX_TAG_CHARS) {
                throw new BadHeaderException(
                        "x-tiergate-tags",
                        "is written name=value,name=value with at most " + Declared.MAX_TAG_CHARS + " characters each");
            }
            tags.put(name, value);
        }
        if (tags.size() > Declared.MAX_TAGS) {
            throw new BadHeaderException("x-tiergate-tags", "has at most " + Declared.MAX_TAGS + " tags");
        }
        return tags;
    }

    private @Nullable String text(String name) {
        String value = headers.get(name);
        if (value == null || value.isBlank()) {
            return null;
        }
        if (value.length() > Declared.MAX_VALUE_CHARS) {
            throw new BadHeaderException(name, "has at most " + Declared.MAX_VALUE_CHARS + " characters");
        }
        return value.strip();
    }

    private @Nullable Long number(String name, long least) {
        String value = text(name);
        if (value == null) {
            return null;
        }
        try {
            long number = Long.parseLong(value);
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, with the out-of-range case
        }
        throw new BadHeaderException(name, String.format(Locale.ROOT, "is a whole number, at least %d", least));
    }

    /** A header that is not of its form. */
    static final class BadHeaderException extends RuntimeException {
        private static final long serialVersionUID = 1;

        BadHeaderException(String header, String rule) {
            super("header '" + header + "' " + rule, null, false, false);
        }
    }
}
