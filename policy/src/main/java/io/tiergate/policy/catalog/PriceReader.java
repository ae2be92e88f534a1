package io.tiergate.policy.catalog;

import io.tiergate.policy.cost.Price;
import io.tiergate.policy.document.Fields;
import io.tiergate.policy.document.Node;
import io.tiergate.policy.document.Problems;
import org.jspecify.annotations.Nullable;

/** Reads {@code prices}: US dollars per million tokens, by token class. */
public final class PriceReader {
    private PriceReader() {}

    /**
     * Reads them.
     *
     * @return null when the price is broken, which is a problem then, or there is none
     */
    public static @Nullable Price read(@Nullable Fields prices, Problems problems) {
        if (prices == null) {
            return null;
        }
        Long input = picos(prices, "input", null, problems);
        Long output = picos(prices, "output", null, problems);
        Long cachedInput = picos(prices, "cached_input", input, problems);
        Long cacheWrite = picos(prices, "cache_write", input, problems);
        Long reasoning = picos(prices, "reasoning", output, problems);
        if (input == null || output == null || cachedInput == null || cacheWrite == null || reasoning == null) {
            return null;
        }
        return new Price(input, cachedInput, cacheWrite, output, reasoning);
    }

    /** Picodollars per token; null when the price is broken or, without {@code absent}, missing. */
    private static @Nullable Long picos(Fields prices, String name, @Nullable Long absent, Problems problems) {
        Node.Numeral number = prices.number(name);
        if (number == null) {
            return absent;
        }
        try {
            return Price.picosPerToken(number.value());
        } catch (ArithmeticException e) {
            problems.error(
                    number.place(),
                    "a price of " + number.value() + " dollars per million tokens is finer than a picodollar per token",
                    "write at most six decimals");
            return null;
        }
    }
}
