package io.tiergate.laboratory.recorded;

import org.jspecify.annotations.Nullable;

/**
 * One model's answer. What the set does not say is null, never zero.
 *
 * @param text what it said
 * @param score 0 to 1, 1 is right
 * @param inputTokens as billed
 * @param outputTokens as billed
 * @param finishReason why it ended, in OpenAI's words
 * @param latencyMillis to the end of the answer
 * @param logprob mean log-probability of its tokens, in millionths
 * @param selfReport the grade that the model gave it when it was asked, 0 to 100
 */
public record RecordedAnswer(
        @Nullable String text,
        double score,
        @Nullable Long inputTokens,
        @Nullable Long outputTokens,
        @Nullable String finishReason,
        @Nullable Long latencyMillis,
        @Nullable Integer logprob,
        @Nullable Integer selfReport) {
    /** An answer of which the model says nothing itself. */
    public RecordedAnswer(
            @Nullable String text,
            double score,
            @Nullable Long inputTokens,
            @Nullable Long outputTokens,
            @Nullable String finishReason,
            @Nullable Long latencyMillis) {
        this(text, score, inputTokens, outputTokens, finishReason, latencyMillis, null, null);
    }

    /** An answer of which neither its end nor its time is known. */
    public RecordedAnswer(
            @Nullable String text, double score, @Nullable Long inputTokens, @Nullable Long outputTokens) {
        this(text, score, inputTokens, outputTokens, null, null);
    }
}
