package io.tiergate.dataplane.call.chat;

import io.tiergate.policy.cost.TokenUsage;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads OpenAI's {@code usage} into token classes that exclude each other. Whatever a provider says, they are not negative and their
 * sum is its {@code prompt_tokens} plus {@code completion_tokens}: details larger than their total are cut to it. Confined to one
 * reply.
 */
final class UsageReader {
    private long prompt;
    private long completion;
    private long cached;
    private long reasoning;
    private boolean known;

    /** Reads the value that the parser is at; what was read before is replaced, if there is anything here. */
    void read(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        prompt = 0;
        completion = 0;
        cached = 0;
        reasoning = 0;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "prompt_tokens" -> prompt = told(parser);
                case "completion_tokens" -> completion = told(parser);
                case "prompt_cache_hit_tokens" -> cached = Math.max(cached, TokenCount.read(parser)); // DeepSeek
                case "prompt_tokens_details" -> cached = Math.max(cached, detail(parser, "cached_tokens"));
                case "completion_tokens_details" -> reasoning = detail(parser, "reasoning_tokens");
                default -> parser.skipChildren();
            }
        }
    }

    /** Whether the provider said anything. */
    boolean isKnown() {
        return known;
    }

    /** What it said. */
    TokenUsage usage() {
        if (!known) {
            return TokenUsage.NONE;
        }
        long cachedInput = Math.min(cached, prompt);
        long thought = Math.min(reasoning, completion);
        return new TokenUsage(prompt - cachedInput, cachedInput, 0, completion - thought, thought);
    }

    private long told(JsonParser parser) {
        known |= parser.currentToken().isNumeric();
        return TokenCount.read(parser);
    }

    private static long detail(JsonParser parser, String wanted) {
        long count = 0;
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return count;
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            count = name.equals(wanted) ? TokenCount.read(parser) : skipped(parser, count);
        }
        return count;
    }

    private static long skipped(JsonParser parser, long count) {
        parser.skipChildren();
        return count;
    }
}
