package io.tiergate.classifier.run;

/**
 * How texts share runs.
 *
 * @param most texts of one run
 * @param waitNanos how long the first text waits for others
 */
public record Batching(int most, long waitNanos) {
    /** Each text by itself, at once. */
    public static final Batching NONE = new Batching(1, 0);

    public Batching {
        if (most < 1 || waitNanos < 0) {
            throw new IllegalArgumentException(
                    "a batch has at least 1 text and waits no negative time: " + most + ", " + waitNanos);
        }
    }
}
