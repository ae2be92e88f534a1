package io.tiergate.policy.cost;

/**
 * Tokens of one attempt, in classes that exclude each other: their sum is the provider's total.
 *
 * @param input input tokens at the full price
 * @param cachedInput input tokens read from the provider's prompt cache
 * @param cacheWrite input tokens written to the provider's prompt cache
 * @param output output tokens without reasoning
 * @param reasoning reasoning tokens
 * @param estimated the provider did not say them, or not to the end: they are the agent's guess at what it bills
 */
public record TokenUsage(
        long input, long cachedInput, long cacheWrite, long output, long reasoning, boolean estimated) {
    /** No tokens at all. */
    public static final TokenUsage NONE = new TokenUsage(0, 0, 0, 0, 0);

    public TokenUsage {
        if (input < 0 || cachedInput < 0 || cacheWrite < 0 || output < 0 || reasoning < 0) {
            throw new IllegalArgumentException("token counts cannot be negative");
        }
    }

    /** As the provider says. */
    public TokenUsage(long input, long cachedInput, long cacheWrite, long output, long reasoning) {
        this(input, cachedInput, cacheWrite, output, reasoning, false);
    }

    /** Only full-price input and plain output. */
    public static TokenUsage of(long input, long output) {
        return new TokenUsage(input, 0, 0, output, 0);
    }

    /** A guess: what the provider has said so far, and where that is less, at least so many tokens of prompt and answer. */
    public TokenUsage estimated(long atLeastInput, long atLeastOutput) {
        return new TokenUsage(
                input + Math.max(0, atLeastInput - totalInput()),
                cachedInput,
                cacheWrite,
                output + Math.max(0, atLeastOutput - totalOutput()),
                reasoning,
                true);
    }

    /** Tokens of the prompt, cached or not. */
    public long totalInput() {
        return input + cachedInput + cacheWrite;
    }

    /** Tokens generated, reasoning included. */
    public long totalOutput() {
        return output + reasoning;
    }

    /** All tokens, as the provider bills them. */
    public long total() {
        return totalInput() + totalOutput();
    }
}
