package io.tiergate.cli.profile;

import io.tiergate.cli.terminal.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The recorded set that grows line by line: a line is written whole, once every model has answered its prompt. Thread-safe. */
final class SetFile {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MICRO_DIGITS = 6;

    private final Path file;
    private final Set<String> done;

    private SetFile(Path file, Set<String> done) {
        this.file = file;
        this.done = done;
    }

    /**
     * The file; what is in it is kept.
     *
     * @param models whose answers each line must hold
     * @throws Failure if it cannot be read, or holds other models' answers or another oracle's scores
     */
    static SetFile open(Path file, List<String> models, Oracle oracle) {
        Set<String> done = new HashSet<>();
        try {
            if (Files.exists(file)) {
                String text = Files.readString(file);
                String whole = text.substring(0, text.lastIndexOf('\n') + 1);
                for (String line : whole.lines().toList()) {
                    if (!line.isBlank()) {
                        done.add(written(JSON.readTree(line), models, oracle, file));
                    }
                }
                forgetHalfALine(file, text, whole, done.isEmpty());
            }
        } catch (IOException | JacksonException e) {
            throw Failure.usage(
                    "cannot go on with " + file + ": " + e.getMessage(), "mend it, or choose another --out");
        }
        return new SetFile(file, done);
    }

    /** A run that was killed may have left half a line. What no run wrote is nothing to cut. */
    private static void forgetHalfALine(Path file, String text, String whole, boolean isFirst) throws IOException {
        if (whole.length() == text.length()) {
            return;
        }
        if (isFirst && !text.startsWith("{\"id\":", whole.length())) {
            throw Failure.usage(file + " is no recorded set that `profile` wrote", "choose another --out");
        }
        Files.writeString(file, whole);
    }

    private static String written(JsonNode line, List<String> models, Oracle oracle, Path file) {
        String id = line.path("id").asString("");
        if (!line.path("oracle").asString("").equals(oracle.name())) {
            throw Failure.usage(
                    file + " was judged by " + line.path("oracle").asString("another oracle") + ", not by "
                            + oracle.name(),
                    "choose another --out, or the same --oracle");
        }
        for (String model : models) {
            if (!line.path("answers").has(model)) {
                throw Failure.usage(
                        file + " has no answer of " + model + " to prompt " + id,
                        "choose another --out, or the same models");
            }
        }
        return id;
    }

    boolean has(Question question) {
        return done.contains(question.id());
    }

    /** Adds a prompt with every model's answer and what each is worth. */
    synchronized void add(Question question, Map<String, Judged> answers, Oracle oracle) {
        ObjectNode line = JSON.createObjectNode();
        line.put("id", question.id()).put("task", question.task());
        if (!question.domain().isEmpty()) {
            line.put("domain", question.domain());
        }
        line.set("messages", question.messages());
        if (question.reference() != null) {
            line.put("reference", question.reference());
        }
        line.put("oracle", oracle.name());
        ObjectNode written = line.putObject("answers");
        answers.forEach((model, judged) -> write(written.putObject(model), judged));
        try {
            Files.writeString(
                    file, line + "\n", StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw Failure.usage(
                    "cannot write " + file + ": " + e.getMessage(), "free some space, or choose another --out");
        }
        done.add(question.id());
    }

    private static void write(ObjectNode node, Judged judged) {
        if (judged.text() != null) {
            node.put("text", judged.text());
        }
        node.put("score", judged.score())
                .put("input_tokens", judged.inputTokens())
                .put("output_tokens", judged.outputTokens())
                .put("latency_ms", judged.millis())
                .put("cost_usd", java.math.BigDecimal.valueOf(judged.micros(), MICRO_DIGITS));
        if (judged.logprob() != null) {
            node.put("logprobs", java.math.BigDecimal.valueOf(judged.logprob(), MICRO_DIGITS));
        }
        if (judged.selfReport() != null) {
            node.put("self_report", judged.selfReport());
        }
        if (!judged.finish().isEmpty()) {
            node.put("finish_reason", judged.finish());
        }
    }
}
