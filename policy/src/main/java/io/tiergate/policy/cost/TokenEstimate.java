package io.tiergate.policy.cost;

/**
 * How many tokens a text has, nearly: a quarter of its UTF-8 bytes, and a few per turn of a prompt. Counting exactly would take as long
 * as all the rest of routing (41 µs per KB); what it is used for (the 80 % guard, reservations, conditions, learned gates, calls of which
 * the provider states no usage) has room for its error, and the provider's own count is what is billed.
 */
public final class TokenEstimate {
    private static final int BYTES_PER_TOKEN = 4;
    private static final int TOKENS_PER_TURN = 4;

    private TokenEstimate() {}

    /**
     * Estimated tokens of a prompt.
     *
     * @param utf8Bytes of the text of all its turns
     * @param turns how many there are
     */
    public static long of(long utf8Bytes, int turns) {
        return ofText(utf8Bytes) + (long) TOKENS_PER_TURN * turns;
    }

    /** Tokens of a text of so many bytes. */
    public static long ofText(long utf8Bytes) {
        return (utf8Bytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN;
    }
}
