package io.tiergate.simulator.bill;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A model's prices by token class, in US dollars per million tokens: the same number as micro-dollars per token.
 */
public record Prices(
        BigDecimal input, BigDecimal cachedInput, BigDecimal cacheWrite, BigDecimal output, BigDecimal reasoning) {
    public Prices {
        check(input);
        check(cachedInput);
        check(cacheWrite);
        check(output);
        check(reasoning);
    }

    /** What one call costs in micro-dollars: each class rounded half up, then summed. */
    public long micros(Usage usage) {
        return micros(usage.input(), input)
                + micros(usage.cachedInput(), cachedInput)
                + micros(usage.cacheWrite(), cacheWrite)
                + micros(usage.output(), output)
                + micros(usage.reasoning(), reasoning);
    }

    private static long micros(long tokens, BigDecimal microsPerToken) {
        if (tokens == 0) {
            return 0;
        }
        return microsPerToken
                .multiply(BigDecimal.valueOf(tokens))
                .setScale(0, RoundingMode.HALF_UP)
                .longValueExact();
    }

    private static void check(BigDecimal price) {
        if (price.signum() < 0) {
            throw new IllegalArgumentException("a price cannot be negative");
        }
    }
}
