package io.tiergate.policy.answer;

import io.tiergate.policy.similarity.TextEquality;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a task's answers are, and so when two of them are equal.
 *
 * @param kind decides the canonical form
 * @param at JSON Pointer to the answer inside a JSON reply; empty: the whole reply
 * @param labels the closed set, for {@link AnswerKind#LABEL}; otherwise empty
 * @param schemaJson JSON Schema text of the answer; empty: none
 * @param equality when answers of kind {@link AnswerKind#TEXT} that are not the same text are equal; null: never
 */
public record AnswerSpec(
        AnswerKind kind,
        String at,
        List<String> labels,
        String schemaJson,
        @Nullable TextEquality equality) {
    /** Free text. */
    public static final AnswerSpec TEXT = new AnswerSpec(AnswerKind.TEXT, "", List.of(), "");

    public AnswerSpec {
        labels = List.copyOf(labels);
    }

    /** Answers that are equal where their canonical forms are. */
    public AnswerSpec(AnswerKind kind, String at, List<String> labels, String schemaJson) {
        this(kind, at, labels, schemaJson, null);
    }

    /** The same; if these are free texts, equal as that says. */
    public AnswerSpec with(@Nullable TextEquality equal) {
        return new AnswerSpec(kind, at, labels, schemaJson, kind == AnswerKind.TEXT ? equal : null);
    }
}
