package io.tiergate.laboratory.similarity;

/**
 * An upper bound of a share that was observed: exact for any share and number (Clopper and Pearson, 1934), one-sided.
 */
final class BinomialBound {
    private static final int HALVINGS = 60;

    private BinomialBound() {}

    /**
     * The bound.
     *
     * @param error how often it may fail, such as 0.05
     * @return the largest share with which {@code cases} cases give so few {@code events} that often; 1 without cases
     */
    static double upper(int events, int cases, double error) {
        if (events >= cases) {
            return 1;
        }
        double low = 0;
        double high = 1;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (atMost(events, cases, middle) > error) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /** The least number of cases that show a share of at most {@code share} with so many events among them. */
    static int casesNeeded(int events, double share, double error) {
        int enough = events + 1;
        while (upper(events, enough, error) > share) {
            enough *= 2;
        }
        int few = enough / 2;
        while (enough - few > 1) {
            int middle = few + (enough - few) / 2;
            if (upper(events, middle, error) > share) {
                few = middle;
            } else {
                enough = middle;
            }
        }
        return enough;
    }

    /** Chance of at most that many events. */
    private static double atMost(int events, int cases, double share) {
        if (share <= 0) {
            return 1;
        }
        if (share >= 1) {
            return 0;
        }
        double logOdds = Math.log(share) - Math.log1p(-share);
        double logTerm = cases * Math.log1p(-share);
        double sum = Math.exp(logTerm);
        for (int k = 1; k <= events; k++) {
            logTerm += Math.log((double) (cases - k + 1) / k) + logOdds;
            sum += Math.exp(logTerm);
        }
        return sum;
    }
}
