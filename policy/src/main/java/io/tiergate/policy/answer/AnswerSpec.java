package io.tiergate.policy.answer;

import java.util.List;

/**
 * What a task's answers are.
 *
 * @param kind decides the canonical form
 * @param at JSON Pointer to the answer inside a JSON reply; empty: the whole reply
 * @param labels the closed set, for {@link AnswerKind#LABEL}; otherwise empty
 * @param schemaJson JSON Schema text of the answer; empty: none
 */
public record AnswerSpec(AnswerKind kind, String at, List<String> labels, String schemaJson) {
    /** Free text. */
    public static final AnswerSpec TEXT = new AnswerSpec(AnswerKind.TEXT, "", List.of(), "");

    public AnswerSpec {
        labels = List.copyOf(labels);
    }
}
