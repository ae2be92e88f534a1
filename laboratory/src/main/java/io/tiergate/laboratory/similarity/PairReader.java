package io.tiergate.laboratory.similarity;

import io.tiergate.laboratory.text.UnusableSetException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads labelled pairs of questions: JSON lines with {@code a}, {@code b}, {@code same} and perhaps {@code kind}. */
public final class PairReader {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String WRITTEN = "written-pairs.jsonl";
    private static final String HELD_OUT = "held-out-pairs.jsonl";

    private PairReader() {}

    /** The pairs that were written for this; nobody asked them. */
    public static List<QuestionPair> written() {
        return inJar(WRITTEN);
    }

    /** Others, written after the verifier's signs were made: what is learned from {@link #written} can be judged on them. */
    public static List<QuestionPair> heldOut() {
        return inJar(HELD_OUT);
    }

    private static List<QuestionPair> inJar(String name) {
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
    public static List<QuestionPair> read(Path file) throws IOException, UnusableSetException {
        return lines(String.valueOf(file.getFileName()), Files.readString(file));
    }

    private static List<QuestionPair> lines(String name, String text) throws UnusableSetException {
        List<QuestionPair> pairs = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            if (!line.isBlank()) {
                pairs.add(pair(name + ":" + number, line));
            }
        }
        return pairs;
    }

    private static QuestionPair pair(String place, String line) throws UnusableSetException {
        JsonNode json;
        try {
            json = JSON.readTree(line);
        } catch (JacksonException e) {
            throw bad(place, "is not JSON: " + e.getOriginalMessage());
        }
        if (!json.isObject()) {
            throw bad(place, "is no JSON object");
        }
        String a = question(place, json, "a");
        String b = question(place, json, "b");
        if (a.equals(b)) {
            throw bad(place, "a and b are the same text, which is an exact hit and teaches nothing");
        }
        JsonNode same = json.path("same");
        if (!same.isBoolean()) {
            throw bad(place, "same must be true or false");
        }
        JsonNode kind = json.path("kind");
        if (!kind.isMissingNode() && !kind.isString()) {
            throw bad(place, "kind must be a text");
        }
        return new QuestionPair(a, b, same.booleanValue(), kind.asString(""));
    }

    private static String question(String place, JsonNode json, String field) throws UnusableSetException {
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
