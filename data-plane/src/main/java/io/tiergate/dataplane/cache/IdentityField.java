package io.tiergate.dataplane.cache;

import org.jspecify.annotations.Nullable;

/**
 * The fields of a request's cache identity, in the order in which they are hashed. The tag is part of the hash: never reuse or
 * change one. {@link #LAST_USER_TURN} stands last, because all before it is the partition.
 */
enum IdentityField {
    TENANT(1),
    POLICY(2),
    EPOCH(3),
    TASK(4),
    TIER_CONSTRAINTS(5),
    EMBEDDING_MODEL(6),
    /** System and developer turns. */
    INSTRUCTIONS(7),
    /** Every other turn but the last user turn. */
    CONVERSATION(8),
    TOOLS(9),
    TOOL_CHOICE(10),
    RESPONSE_FORMAT(11),
    SAMPLING(12),
    /** Every member of the body that is not known: it might change the answer. */
    OTHER_MEMBERS(13),
    LAST_USER_TURN(14);

    private final int tag;

    IdentityField(int tag) {
        this.tag = tag;
    }

    int tag() {
        return tag;
    }

    /**
     * The field that a top-level member of the body belongs to; null for the messages, which are hashed as turns, and for members
     * that do not change the answer's substance.
     */
    static @Nullable IdentityField ofMember(String name) {
        return switch (name) {
            case "messages" -> null;
            case "model", // Tiergate chooses it; a pin is in the scope
                    "stream",
                    "stream_options",
                    "user",
                    "metadata",
                    "store",
                    "service_tier",
                    "safety_identifier",
                    "prompt_cache_key" -> null;
            case "tools", "functions" -> TOOLS;
            case "tool_choice", "function_call", "parallel_tool_calls" -> TOOL_CHOICE;
            case "response_format" -> RESPONSE_FORMAT;
            case "temperature",
                    "top_p",
                    "top_k",
                    "min_p",
                    "n",
                    "seed",
                    "stop",
                    "max_tokens",
                    "max_completion_tokens",
                    "presence_penalty",
                    "frequency_penalty",
                    "logit_bias",
                    "logprobs",
                    "top_logprobs",
                    "reasoning_effort",
                    "verbosity" -> SAMPLING;
            default -> OTHER_MEMBERS;
        };
    }
}
