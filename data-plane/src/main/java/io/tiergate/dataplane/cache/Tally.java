package io.tiergate.dataplane.cache;

/**
 * Entries that were counted.
 *
 * @param covered by a watermark
 * @param all that could be read
 */
public record Tally(long covered, long all) {
    /** Nothing. */
    static final Tally NONE = new Tally(0, 0);

    Tally and(boolean isCovered) {
        return new Tally(covered + (isCovered ? 1 : 0), all + 1);
    }
}
