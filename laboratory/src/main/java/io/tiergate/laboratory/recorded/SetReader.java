package io.tiergate.laboratory.recorded;

import io.tiergate.laboratory.recorded.RecordedSet.Problem;
import io.tiergate.laboratory.text.TextFile;
import io.tiergate.policy.answer.TokenLogprobs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a recorded set, {@code .jsonl} or {@code .jsonl.gz}, to its end, and finds every bad line. Confined to one thread. */
public final class SetReader {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    /** A day. */
    private static final long LONGEST_MILLIS = 86_400_000;

    private final Path file;
    private final List<RecordedPrompt> prompts = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();

    private SetReader(Path file) {
        this.file = file;
    }

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read, or is not gzip though named so
     */
    public static RecordedSet read(Path file) throws IOException {
        SetReader reader = new SetReader(file);
        try (InputStream bytes = Files.newInputStream(file);
                // Bytes as they are: what is not UTF-8 is found line by line.
                BufferedReader lines = new BufferedReader(new InputStreamReader(
                        file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes,
                        StandardCharsets.ISO_8859_1))) {
            long number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    reader.line(number, line);
                }
            }
        }
        return new RecordedSet(file, reader.prompts, reader.problems);
    }

    private void line(long number, String bytes) {
        try {
            String line = decoded(bytes);
            RecordedPrompt prompt = prompt(JSON.readTree(number == 1 ? TextFile.withoutMark(line) : line));
            if (!ids.add(prompt.id())) {
                throw new BadLineException("id", "has " + prompt.id() + " a second time");
            }
            prompts.add(prompt);
        } catch (JacksonException e) {
            problems.add(new Problem(file, number, "", "is not JSON: " + e.getOriginalMessage()));
        } catch (BadLineException e) {
            problems.add(new Problem(file, number, e.field, String.valueOf(e.getMessage())));
        }
    }

    private static String decoded(String bytes) throws BadLineException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadLineException("", "is not UTF-8 text");
        }
    }

    private static RecordedPrompt prompt(JsonNode line) throws BadLineException {
        if (!line.isObject()) {
            throw new BadLineException("", "must be a JSON object");
        }
        JsonNode domain = line.path("domain");
        Map<String, RecordedAnswer> answers = new HashMap<>();
        for (Map.Entry<String, JsonNode> answer : line.path("answers").properties()) {
            answers.put(answer.getKey(), answer(answer.getValue(), "answers." + answer.getKey()));
        }
        if (answers.isEmpty()) {
            throw new BadLineException("answers", "must hold at least one model's answer");
        }
        return new RecordedPrompt(
                text(line, "id"),
                text(line, "task"),
                domain.isString() && !domain.stringValue().isBlank() ? domain.stringValue() : null,
                messages(line.path("messages")),
                answers);
    }

    private static JsonNode messages(JsonNode messages) throws BadLineException {
        if (!messages.isArray() || messages.isEmpty()) {
            throw new BadLineException("messages", "must be a list of chat messages");
        }
        for (int i = 0; i < messages.size(); i++) {
            JsonNode content = messages.get(i).path("content");
            if (!content.isString() && !content.isArray()) {
                throw new BadLineException("messages." + i + ".content", "must be a text or a list of parts");
            }
        }
        return messages;
    }

    private static RecordedAnswer answer(JsonNode node, String field) throws BadLineException {
        JsonNode text = node.path("text");
        JsonNode score = node.path("score");
        if (!node.isObject() || !(text.isMissingNode() || text.isNull() || text.isString())) {
            throw new BadLineException(field, "must be an object, its `text` a text");
        }
        if (!score.isNumber() || !(score.doubleValue() >= 0 && score.doubleValue() <= 1)) {
            throw new BadLineException(field + ".score", "must be a number from 0 to 1");
        }
        return new RecordedAnswer(
                text.isString() ? text.stringValue() : null,
                score.doubleValue(),
                tokens(node, "input_tokens", field),
                tokens(node, "output_tokens", field),
                finishReason(node.path("finish_reason"), field),
                latencyMillis(node.path("latency_ms"), field),
                logprob(node.path("logprobs"), field),
                selfReport(node.path("self_report"), field));
    }

    private static @Nullable Long tokens(JsonNode node, String name, String field) throws BadLineException {
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0) {
            throw new BadLineException(field + "." + name, "must be a whole number from 0 to " + Integer.MAX_VALUE);
        }
        return value.longValue();
    }

    private static @Nullable String finishReason(JsonNode value, String field) throws BadLineException {
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            throw new BadLineException(field + ".finish_reason", "must be a text, such as stop or length");
        }
        return value.stringValue();
    }

    /** To whole milliseconds, up. */
    private static @Nullable Long latencyMillis(JsonNode value, String field) throws BadLineException {
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isNumber() || !(value.doubleValue() >= 0 && value.doubleValue() <= LONGEST_MILLIS)) {
            throw new BadLineException(field + ".latency_ms", "must be a number from 0 to " + LONGEST_MILLIS);
        }
        return (long) Math.ceil(value.doubleValue());
    }

    private static @Nullable Integer logprob(JsonNode value, String field) throws BadLineException {
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        Integer millionths =
                value.isNumber() && value.doubleValue() <= 0 ? TokenLogprobs.millionths(value.doubleValue()) : null;
        if (millionths == null) {
            throw new BadLineException(field + ".logprobs", "must be a mean log-probability, zero or less");
        }
        return millionths;
    }

    private static @Nullable Integer selfReport(JsonNode value, String field) throws BadLineException {
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0 || value.intValue() > 100) {
            throw new BadLineException(field + ".self_report", "must be a whole number from 0 to 100");
        }
        return value.intValue();
    }

    private static String text(JsonNode line, String field) throws BadLineException {
        JsonNode value = line.path(field);
        if (!value.isString() || value.stringValue().isBlank()) {
            throw new BadLineException(field, "must be a text that is not empty");
        }
        return value.stringValue();
    }

    /** Says which field of a line is wrong. */
    private static final class BadLineException extends Exception {
        private static final long serialVersionUID = 1;

        private final String field;

        BadLineException(String field, String message) {
            super(message, null, false, false);
            this.field = field;
        }
    }
}
