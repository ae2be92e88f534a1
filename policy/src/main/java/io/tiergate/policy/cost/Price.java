package io.tiergate.policy.cost;

import java.math.BigDecimal;

/**
 * A model's price: picodollars (10⁻¹² US dollars) per token, by token class. An integer, so that money is the same on every
 * machine; one dollar per million tokens is 1,000,000 picodollars per token.
 */
public record Price(long input, long cachedInput, long cacheWrite, long output, long reasoning) {
    /** The highest price that is not taken for a mistake: $10,000 per million tokens. */
    public static final long MAX_PICOS_PER_TOKEN = 10_000_000_000L;

    private static final long PICOS_PER_MICRO = 1_000_000;

    public Price {
        check(input);
        check(cachedInput);
        check(cacheWrite);
        check(output);
        check(reasoning);
    }

    /**
     * Converts a price as rate cards state it.
     *
     * @param usdPerMillion US dollars per million tokens
     * @return picodollars per token
     * @throws ArithmeticException if it is finer than a picodollar per token or out of range
     */
    public static long picosPerToken(BigDecimal usdPerMillion) {
        return usdPerMillion.movePointRight(6).longValueExact();
    }

    /** A price as rate cards state it: US dollars per million tokens. */
    public static BigDecimal usdPerMillion(long picosPerToken) {
        BigDecimal usd = BigDecimal.valueOf(picosPerToken, 6).stripTrailingZeros();
        return usd.scale() < 0 ? usd.setScale(0) : usd;
    }

    /** What {@code usage} costs in micro-dollars: each class rounded half up, then summed. */
    public long micros(TokenUsage usage) {
        return micros(usage.input(), input)
                + micros(usage.cachedInput(), cachedInput)
                + micros(usage.cacheWrite(), cacheWrite)
                + micros(usage.output(), output)
                + micros(usage.reasoning(), reasoning);
    }

    private static long micros(long tokens, long picosPerToken) {
        return Math.addExact(Math.multiplyExact(tokens, picosPerToken), PICOS_PER_MICRO / 2) / PICOS_PER_MICRO;
    }

    private static void check(long picos) {
        if (picos < 0 || picos > MAX_PICOS_PER_TOKEN) {
            throw new IllegalArgumentException("a price is 0 to $10,000 per million tokens");
        }
    }
}
