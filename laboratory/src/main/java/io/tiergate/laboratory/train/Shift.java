package io.tiergate.laboratory.train;

/**
 * How far a posterior's log-odds are moved in a task, so that its mean over labelled answers is what labels say, a set's word counting as much as in
 * {@link Priors}: one number, by bisection.
 */
final class Shift {
    /** Nobody is so far off. */
    private static final double MOST = 40;

    private static final int HALVINGS = 60;

    private Shift() {}

    /**
     * The shift.
     *
     * @param logOdds what the posterior says of each labelled answer, at least one
     * @param right how many of them are right
     */
    static double of(double[] logOdds, int right) {
        double wanted = (Priors.SET_AT_MOST * mean(logOdds, 0) + right) / (Priors.SET_AT_MOST + logOdds.length);
        double low = -MOST;
        double high = MOST;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (mean(logOdds, middle) < wanted) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    private static double mean(double[] logOdds, double shift) {
        double sum = 0;
        for (double one : logOdds) {
            sum += Platt.probability(one + shift);
        }
        return sum / logOdds.length;
    }
}
