package io.tiergate.policy.rule;

import org.jspecify.annotations.Nullable;

/**
 * What a rule does when it applies; null where it says nothing. Tiers by name.
 *
 * @param tier serve with this tier
 * @param atLeast not below this tier
 * @param atMost not above this tier
 * @param noCache neither read nor write the cache
 */
public record Effect(
        @Nullable String tier,
        @Nullable String atLeast,
        @Nullable String atMost,
        boolean noCache) {
    /** What is left of it where the condition is unknown: what makes things safer. */
    Effect whenUnknown() {
        return new Effect(tier, atLeast, null, noCache);
    }

    /** As records show it: {@code tier frontier, cache none}; empty when it does nothing. */
    public String label() {
        StringBuilder text = new StringBuilder();
        append(text, "tier ", tier);
        append(text, "at_least ", atLeast);
        append(text, "at_most ", atMost);
        append(text, "cache ", noCache ? "none" : null);
        return text.toString();
    }

    private static void append(StringBuilder text, String prefix, @Nullable String value) {
        if (value != null) {
            text.append(text.isEmpty() ? "" : ", ").append(prefix).append(value);
        }
    }
}
