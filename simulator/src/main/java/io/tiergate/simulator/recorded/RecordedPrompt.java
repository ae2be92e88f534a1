package io.tiergate.simulator.recorded;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One line of a recorded set. Its identity is that of the object. Thread-safe. */
public final class RecordedPrompt {
    private final String id;
    private final Prompt prompt;
    private final Map<String, RecordedAnswer> answers;
    private volatile int promptTokens = -1;

    /** A prompt with its answers by model id. */
    public RecordedPrompt(String id, Prompt prompt, Map<String, RecordedAnswer> answers) {
        this.id = id;
        this.prompt = prompt;
        this.answers = Map.copyOf(answers);
    }

    /** Unique in its set. */
    public String id() {
        return id;
    }

    /** What it says. */
    public Prompt prompt() {
        return prompt;
    }

    /** The answers by model id. */
    public Map<String, RecordedAnswer> answers() {
        return answers;
    }

    /** The model's answer, or null. */
    public @Nullable RecordedAnswer answer(String model) {
        return answers.get(model);
    }

    /** Tokens of the prompt's texts, counted once. */
    public int promptTokens(Tokens tokens) {
        int counted = promptTokens;
        if (counted < 0) {
            counted = tokens.count(prompt);
            promptTokens = counted;
        }
        return counted;
    }
}
