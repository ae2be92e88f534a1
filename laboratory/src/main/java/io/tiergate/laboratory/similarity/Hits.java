package io.tiergate.laboratory.similarity;

/**
 * What would be taken for the same from a threshold on: a cache would serve it, answers would count as equal.
 *
 * @param threshold least score that is served
 * @param right served pairs that are the same
 * @param wrong served pairs that are not
 */
public record Hits(double threshold, int right, int wrong) {
    /** Whether a pair of that score is taken for the same. */
    static boolean takes(double score, double threshold) {
        return score > 0 && score >= threshold;
    }

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
