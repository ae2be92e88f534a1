package io.tiergate.cli.demo;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One line of a recorded set, as far as callers and judges need it.
 *
 * @param domain empty: the set does not say
 * @param messages OpenAI chat messages
 * @param scores 0 to 1, by the model's id in the set
 */
record RecordedPrompt(String id, String task, String domain, JsonNode messages, Map<String, Double> scores) {
    RecordedPrompt {
        scores = Map.copyOf(scores);
    }

    /** What a model's answer is worth, or null where the set does not say. */
    @Nullable
    Double score(String model) {
        return scores.get(model);
    }
}
