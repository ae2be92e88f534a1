package io.tiergate.laboratory.similarity;

import io.tiergate.laboratory.text.TextFile;
import io.tiergate.laboratory.text.UnusableSetException;
import io.tiergate.policy.similarity.Subject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads labelled pairs of texts: JSON lines with {@code a}, {@code b}, {@code same} and perhaps {@code kind}. */
public final class PairReader {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private PairReader() {}

    /** The pairs that were written for this; nobody asked or answered them. */
    public static List<TextPair> written(Subject subject) {
        return inJar("written-" + file(subject));
    }

    /** Others, to judge what is learned from {@link #written}: nothing was made or changed while looking at them. */
    public static List<TextPair> heldOut(Subject subject) {
        return inJar("held-out-" + file(subject));
    }

    private static String file(Subject subject) {
        return switch (subject) {
            case QUESTIONS -> "pairs.jsonl";
            case ANSWERS -> "answers.jsonl";
        };
    }

    private static List<TextPair> inJar(String name) {
        try (InputStream in = PairReader.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not in the jar");
            }
            return lines(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException | UnusableSetException e) {
            throw new IllegalStateException("the written pairs in the jar are broken", e);
        }
    }

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read
     * @throws UnusableSetException if a line is not as it should be
     */
    public static List<TextPair> read(Path file) throws IOException, UnusableSetException {
        return lines(String.valueOf(file.getFileName()), TextFile.read(file));
    }

    private static List<TextPair> lines(String name, String text) throws UnusableSetException {
        List<TextPair> pairs = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            if (!line.isBlank()) {
                pairs.add(pair(name + ":" + number, line));
            }
        }
        return pairs;
    }

    private static TextPair pair(String place, String line) throws UnusableSetException {
        JsonNode json;
        try {
            json = JSON.readTree(line);
        } catch (JacksonException e) {
            throw bad(place, "is not JSON: " + e.getOriginalMessage());
        }
        if (!json.isObject()) {
            throw bad(place, "is no JSON object");
        }
        String a = text(place, json, "a");
        String b = text(place, json, "b");
        if (a.equals(b)) {
            throw bad(place, "a and b are the same text, which needs no verifier and teaches nothing");
        }
        JsonNode same = json.path("same");
        if (!same.isBoolean()) {
            throw bad(place, "same must be true or false");
        }
        JsonNode kind = json.path("kind");
        if (!kind.isMissingNode() && !kind.isString()) {
            throw bad(place, "kind must be a text");
        }
        return new TextPair(a, b, same.booleanValue(), kind.asString(""));
    }

    private static String text(String place, JsonNode json, String field) throws UnusableSetException {
        JsonNode text = json.path(field);
        if (!text.isString() || text.stringValue().isBlank()) {
            throw bad(place, field + " must be a text that is not empty");
        }
        return text.stringValue();
    }

    private static UnusableSetException bad(String place, String what) {
        return new UnusableSetException(place + " " + what, "mend it (docs/cache.md shows the form)");
    }
}
