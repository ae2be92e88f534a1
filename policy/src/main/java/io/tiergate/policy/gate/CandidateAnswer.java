package io.tiergate.policy.gate;

import io.tiergate.policy.answer.AnswerSpec;

/**
 * An attempt's answer as checks see it.
 *
 * @param task task type
 * @param inputTokens estimated tokens of the prompt
 * @param text the first choice's text; empty when it only calls tools
 * @param finishReason as the provider said it, in OpenAI's words
 * @param toolCalls whether it calls tools; then checks on text are skipped
 * @param outputTokens as billed
 * @param spec what the task's answers are
 * @param requestSchemaJson the request's own {@code response_format} schema, which goes before the task's; empty: none
 */
public record CandidateAnswer(
        String task,
        long inputTokens,
        String text,
        String finishReason,
        boolean toolCalls,
        long outputTokens,
        AnswerSpec spec,
        String requestSchemaJson) {}
