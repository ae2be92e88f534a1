package io.tiergate.laboratory.recorded;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One line of a recorded set.
 *
 * @param id unique in the set
 * @param task task type, as a policy names it
 * @param domain subject area; null: the set does not say
 * @param messages OpenAI chat messages, at least one; whoever holds them does not change them
 * @param answers by the model's id in the set
 */
public record RecordedPrompt(
        String id, String task, @Nullable String domain, JsonNode messages, Map<String, RecordedAnswer> answers) {
    public RecordedPrompt {
        answers = Map.copyOf(answers);
    }

    /** The texts of the conversation, in order. */
    public List<String> turns() {
        List<String> turns = new ArrayList<>();
        for (JsonNode message : messages) {
            JsonNode content = message.path("content");
            StringBuilder text = new StringBuilder(content.asString(""));
            if (content.isArray()) {
                content.forEach(part -> text.append(part.path("text").asString("")));
            }
            turns.add(text.toString());
        }
        return turns;
    }

    /** What a model's answer is worth, or null where the set has none of it. */
    public @Nullable Double score(String model) {
        RecordedAnswer answer = answers.get(model);
        return answer == null ? null : answer.score();
    }
}
