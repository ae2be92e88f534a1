package io.tiergate.cli.profile;

import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.laboratory.text.TextFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads prompts: one JSON object to a line. A recorded set is such a file, too. */
final class QuestionFile {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Set<String> ROLES = Set.of("system", "user", "assistant");

    private QuestionFile() {}

    /**
     * Reads all of it.
     *
     * @throws Failure naming the file, the line and the field
     */
    static List<Question> read(Session session, Path written) {
        List<Question> questions = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        int number = 0;
        for (String line : TextFile.withoutMark(session.read(written)).lines().toList()) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            Question question = question(line, number, written + ":" + number);
            if (!ids.add(question.id())) {
                throw bad(written + ":" + number, "id", "has " + question.id() + " a second time");
            }
            questions.add(question);
        }
        if (questions.isEmpty()) {
            throw Failure.usage(written + " has no prompts", "give one JSON object to a line, with messages and task");
        }
        return questions;
    }

    private static Question question(String line, int number, String place) {
        JsonNode json;
        try {
            json = JSON.readTree(line);
        } catch (JacksonException e) {
            throw bad(place, "the line", "is not JSON: " + e.getOriginalMessage());
        }
        String task = json.path("task").asString("");
        if (task.isEmpty()) {
            throw bad(place, "task", "must be a task of the policy");
        }
        List<String> labels = new ArrayList<>();
        json.path("labels").forEach(label -> labels.add(label.asString("")));
        JsonNode schema = json.path("schema");
        return new Question(
                json.path("id").asString("p" + number),
                task,
                json.path("domain").asString(""),
                messages(json.path("messages"), place),
                json.path("reference").isMissingNode() || json.path("reference").isNull()
                        ? null
                        : text(json.path("reference")),
                schema.isObject() ? schema.toString() : "",
                labels);
    }

    private static String text(JsonNode reference) {
        return reference.isString() ? reference.stringValue() : reference.toString();
    }

    private static JsonNode messages(JsonNode messages, String place) {
        if (!messages.isArray() || messages.isEmpty()) {
            throw bad(place, "messages", "must be a list of chat messages");
        }
        for (JsonNode message : messages) {
            if (!ROLES.contains(message.path("role").asString(""))
                    || !message.path("content").isString()) {
                throw bad(place, "messages", "must each have a role (system, user, assistant) and a text");
            }
        }
        return messages;
    }

    private static Failure bad(String place, String field, String problem) {
        return Failure.usage(place + ": " + field + " " + problem, "mend the line or take it out");
    }
}
