package io.tiergate.dataplane.call.anthropic;

import io.tiergate.dataplane.call.chat.AnswerAssembly;
import io.tiergate.dataplane.call.chat.TokenCount;
import io.tiergate.policy.cost.TokenUsage;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads Anthropic's {@code usage}, whose classes exclude each other as they come; a later one replaces what it names. */
final class MessageUsage {
    private long input;
    private long cacheRead;
    private long cacheWrite;
    private long output;
    private boolean known;

    void read(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            boolean told = parser.nextToken().isNumeric();
            known |= told;
            switch (told ? name : "") {
                case "input_tokens" -> input = TokenCount.read(parser);
                case "cache_read_input_tokens" -> cacheRead = TokenCount.read(parser);
                case "cache_creation_input_tokens" -> cacheWrite = TokenCount.read(parser);
                case "output_tokens" -> output = TokenCount.read(parser);
                default -> parser.skipChildren();
            }
        }
    }

    /** Puts it where answers have it. */
    void into(AnswerAssembly assembly) {
        if (known) {
            assembly.usage(usage(), json());
        }
    }

    TokenUsage usage() {
        return new TokenUsage(input, cacheRead, cacheWrite, output, 0);
    }

    boolean isKnown() {
        return known;
    }

    /** In OpenAI's words; {@code cache_write_tokens} is in addition to them. */
    String json() {
        long prompt = input + cacheRead + cacheWrite;
        return "{\"prompt_tokens\":" + prompt + ",\"completion_tokens\":" + output + ",\"total_tokens\":"
                + (prompt + output) + ",\"prompt_tokens_details\":{\"cached_tokens\":" + cacheRead
                + ",\"cache_write_tokens\":" + cacheWrite + "}}";
    }
}
