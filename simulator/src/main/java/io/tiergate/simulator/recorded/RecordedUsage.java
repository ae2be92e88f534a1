package io.tiergate.simulator.recorded;

import org.jspecify.annotations.Nullable;

/**
 * Token counts that a set states; what is null is counted from the texts.
 *
 * @param input all tokens of the prompt
 * @param output all tokens generated, reasoning included
 * @param cachedInput how many of the prompt's were read from the provider's cache
 * @param cacheWrite how many of the prompt's were written to it
 * @param reasoning how many of those generated were reasoning
 */
public record RecordedUsage(
        @Nullable Long input, @Nullable Long output, long cachedInput, long cacheWrite, long reasoning) {
    /** Nothing stated. */
    public static final RecordedUsage NONE = new RecordedUsage(null, null, 0, 0, 0);
}
