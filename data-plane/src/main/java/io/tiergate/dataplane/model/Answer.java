package io.tiergate.dataplane.model;

import io.tiergate.policy.cost.TokenUsage;

/**
 * A whole answer of a provider.
 *
 * @param body an OpenAI chat completion, as the provider sent it (translated where it speaks another protocol); not to be written to
 * @param id the provider's id of the answer
 * @param model exactly as the provider named it
 * @param text the first choice's text; empty when it only calls tools
 * @param finishReason of the first choice, in OpenAI's words
 * @param toolCalls whether the first choice calls tools
 * @param usage billed tokens
 * @param usageKnown whether the provider said them
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; copying every answer would cost more than it saves
public record Answer(
        byte[] body,
        String id,
        String model,
        String text,
        String finishReason,
        boolean toolCalls,
        TokenUsage usage,
        boolean usageKnown) {}
