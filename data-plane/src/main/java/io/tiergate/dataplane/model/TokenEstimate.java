package io.tiergate.dataplane.model;

/**
 * How many tokens a text has, nearly: a quarter of its UTF-8 bytes, and a few per turn of a prompt. Counting exactly would take as long
 * as all the rest of routing (41 µs per KB); what it is used for (the 80 % guard, reservations, conditions, calls of which the
 * provider states no usage) has room for its error, and the provider's own count is what is billed.
 */
public final class TokenEstimate {
    private static final int BYTES_PER_TOKEN = 4;
    private static final int TOKENS_PER_TURN = 4;

    private TokenEstimate() {}

    /** Tokens of a prompt. */
    public static long of(ChatRequest request) {
        long bytes = 0;
        for (ChatRequest.Turn turn : request.turns()) {
            bytes += turn.textBytes();
        }
        return ofText(bytes) + (long) TOKENS_PER_TURN * request.turns().size();
    }

    /** Tokens of a text of so many bytes. */
    public static long ofText(long bytes) {
        return (bytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN;
    }
}
