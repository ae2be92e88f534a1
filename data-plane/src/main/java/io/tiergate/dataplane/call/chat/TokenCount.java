package io.tiergate.dataplane.call.chat;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads a number of tokens. */
public final class TokenCount {
    /** More than any model reads or writes, and little enough that no price times it overflows. */
    public static final long MAX = 500_000_000;

    private TokenCount() {}

    /** The value that the parser is at: 0 to {@link #MAX}; 0 for what is not a number. */
    public static long read(JsonParser parser) {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
            return Math.clamp((long) parser.getDoubleValue(), 0, MAX); // exact up to 2^53
        }
        parser.skipChildren();
        return 0;
    }
}
