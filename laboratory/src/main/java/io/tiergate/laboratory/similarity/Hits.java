package io.tiergate.laboratory.similarity;

/**
 * What a cache would serve from a threshold on.
 *
 * @param threshold least score that is served
 * @param right served pairs whose questions are the same
 * @param wrong served pairs whose questions are not
 */
public record Hits(double threshold, int right, int wrong) {
    /** All that are served. */
    public int served() {
        return right + wrong;
    }

    /** Share of what is served that is wrong; 0 where nothing is. */
    public double wrongShare() {
        return served() == 0 ? 0 : (double) wrong / served();
    }

    /** What the share of wrong hits is at most, with that confidence; 1 where nothing is served. */
    public double atMost(double confidence) {
        return BinomialBound.upper(wrong, served(), 1 - confidence);
    }
}
