package io.tiergate.simulator.bill;

/**
 * Tokens of one call, in classes that exclude each other.
 *
 * @param input input tokens at the full price
 * @param cachedInput input tokens read from the prompt cache
 * @param cacheWrite input tokens written to the prompt cache
 * @param output output tokens without reasoning
 * @param reasoning reasoning tokens
 */
public record Usage(long input, long cachedInput, long cacheWrite, long output, long reasoning) {
    /** No tokens at all. */
    public static final Usage NONE = new Usage(0, 0, 0, 0, 0);

    public Usage {
        if (input < 0 || cachedInput < 0 || cacheWrite < 0 || output < 0 || reasoning < 0) {
            throw new IllegalArgumentException("token counts cannot be negative");
        }
    }

    /** All tokens of the prompt. */
    public long totalInput() {
        return input + cachedInput + cacheWrite;
    }

    /** All tokens generated. */
    public long totalOutput() {
        return output + reasoning;
    }

    /** All tokens. */
    public long total() {
        return totalInput() + totalOutput();
    }

    /** The same prompt with another count of plain output tokens. */
    public Usage withOutput(long tokens) {
        return new Usage(input, cachedInput, cacheWrite, tokens, reasoning);
    }

    /** The same tokens for an API that has no class for reasoning: it counts as output. */
    public Usage reasoningAsOutput() {
        return new Usage(input, cachedInput, cacheWrite, totalOutput(), 0);
    }

    /** The sum, class by class. */
    public Usage plus(Usage other) {
        return new Usage(
                input + other.input,
                cachedInput + other.cachedInput,
                cacheWrite + other.cacheWrite,
                output + other.output,
                reasoning + other.reasoning);
    }
}
