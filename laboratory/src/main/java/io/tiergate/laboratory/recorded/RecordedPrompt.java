package io.tiergate.laboratory.recorded;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of a recorded set.
 *
 * @param id unique in the set
 * @param task task type, as a policy names it
 * @param domain subject area; null: the set does not say
 * @param turns the texts of the conversation, in order
 * @param answers by the model's id in the set
 */
public record RecordedPrompt(
        String id, String task, @Nullable String domain, List<String> turns, Map<String, RecordedAnswer> answers) {
    public RecordedPrompt {
        turns = List.copyOf(turns);
        answers = Map.copyOf(answers);
    }
}
