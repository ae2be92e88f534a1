package io.tiergate.cli.demo;

import io.tiergate.cli.terminal.Failure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Real prompts with the answers of several models, and what each is worth.
 *
 * @param file where it is from
 * @param prompts by id, in the order of the file
 */
record RecordedSet(Path file, Map<String, RecordedPrompt> prompts) {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    RecordedSet {
        prompts = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(prompts));
    }

    /** For people. */
    String name() {
        return String.valueOf(file.getFileName());
    }

    /** The prompt of that id, or null. */
    @Nullable
    RecordedPrompt prompt(String id) {
        return prompts.get(id);
    }

    /**
     * Reads {@code .jsonl} or {@code .jsonl.gz}.
     *
     * @throws Failure naming the file and the line, if there is nothing to replay in it
     */
    static RecordedSet read(Path file) {
        Map<String, RecordedPrompt> prompts = new LinkedHashMap<>();
        try (InputStream bytes = Files.newInputStream(file);
                BufferedReader lines = new BufferedReader(new InputStreamReader(
                        file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes,
                        StandardCharsets.UTF_8))) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    RecordedPrompt prompt = prompt(line, file + ":" + number);
                    if (prompts.putIfAbsent(prompt.id(), prompt) != null) {
                        throw bad(file + ":" + number, "id", "has " + prompt.id() + " a second time");
                    }
                }
            }
        } catch (NoSuchFileException e) {
            throw Failure.usage(file + " does not exist", "check the path");
        } catch (IOException e) {
            throw Failure.usage("cannot read " + file + ": " + e.getMessage(), "check that it is a whole recorded set");
        }
        if (prompts.isEmpty()) {
            throw Failure.usage(file + " has no prompts", "give a recorded set, one JSON object to a line");
        }
        return new RecordedSet(file, prompts);
    }

    private static RecordedPrompt prompt(String line, String place) {
        JsonNode json;
        try {
            json = MAPPER.readTree(line);
        } catch (JacksonException e) {
            throw bad(place, "the line", "is not JSON: " + e.getOriginalMessage());
        }
        JsonNode messages = json.path("messages");
        if (!messages.isArray() || messages.isEmpty()) {
            throw bad(place, "messages", "must be a list of chat messages");
        }
        return new RecordedPrompt(
                text(json, "id", place),
                text(json, "task", place),
                json.path("domain").asString(""),
                messages,
                scores(json.path("answers"), place));
    }

    private static Map<String, Double> scores(JsonNode answers, String place) {
        Map<String, Double> scores = new HashMap<>();
        answers.properties().forEach(answer -> {
            JsonNode score = answer.getValue().path("score");
            if (!score.isNumber() || !(score.asDouble() >= 0 && score.asDouble() <= 1)) {
                throw bad(place, "answers." + answer.getKey() + ".score", "must be a number from 0 to 1");
            }
            scores.put(answer.getKey(), score.asDouble());
        });
        if (scores.isEmpty()) {
            throw bad(place, "answers", "must hold at least one model's answer");
        }
        return scores;
    }

    private static String text(JsonNode json, String field, String place) {
        String text = json.path(field).asString("");
        if (text.isEmpty()) {
            throw bad(place, field, "must be a text that is not empty");
        }
        return text;
    }

    private static Failure bad(String place, String field, String problem) {
        return Failure.usage(place + ": " + field + " " + problem, "mend the line or take it out");
    }
}
