package io.tiergate.cli.profile;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One prompt to ask every model.
 *
 * @param id unique in the file
 * @param task a task of the policy
 * @param domain empty: not said
 * @param messages OpenAI chat messages, texts
 * @param reference the right answer; null: not said
 * @param schemaJson JSON Schema of this prompt's answers; empty: the task's
 * @param labels this prompt's labels; empty: the task's
 */
record Question(
        String id,
        String task,
        String domain,
        JsonNode messages,
        @Nullable String reference,
        String schemaJson,
        List<String> labels) {
    Question {
        labels = List.copyOf(labels);
    }
}
