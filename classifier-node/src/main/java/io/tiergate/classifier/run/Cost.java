package io.tiergate.classifier.run;

/** What a token costs: a moving average of measured runs, each weighted by its tokens, so that short texts count for little. Thread-safe. */
public final class Cost {
    /** Tokens after which a measurement's weight has fallen to 1/e: some twenty texts of middle length. */
    private static final double MEMORY_TOKENS = 4_096;

    private static final double NANOS_PER_MICRO = 1e3;
    private double microsPerToken;

    /** A run that took that long. */
    synchronized void add(long nanos, int tokens) {
        double measured = nanos / NANOS_PER_MICRO / tokens;
        double weight = microsPerToken == 0 ? 1 : 1 - Math.exp(-tokens / MEMORY_TOKENS);
        microsPerToken += weight * (measured - microsPerToken);
    }

    /** Microseconds of one thread per token; 0: nothing was measured yet. */
    public synchronized double microsPerToken() {
        return microsPerToken;
    }
}
