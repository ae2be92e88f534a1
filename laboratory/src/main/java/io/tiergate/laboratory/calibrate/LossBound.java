package io.tiergate.laboratory.calibrate;

import java.util.SplittableRandom;

/**
 * An upper bound of a mean loss that holds with a stated confidence for any distribution and number of cases: the hedged betting bound of Waudby-Smith
 * and Ramdas (2020), as Bates et al. (2021, proposition 5) use it to control risk. It takes cases one by one, in an order drawn at random, the same each
 * time.
 */
final class LossBound {
    private static final double PRECISION = 1e-5;

    private LossBound() {}

    /**
     * The bound.
     *
     * @param losses from -1 (another answer is wrong, this one right) to 1
     * @param error how often it may fail, such as 0.05
     * @return from -1 to 1; 1 says nothing
     */
    static double upper(double[] losses, double error) {
        double[] shuffled = shuffled(losses);
        double low = 0;
        double high = 1;
        while (high - low > PRECISION) {
            double middle = (low + high) / 2;
            if (isRefuted(shuffled, middle, error)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return 2 * high - 1;
    }

    private static double[] shuffled(double[] losses) {
        double[] shuffled = losses.clone();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = shuffled.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            double swapped = shuffled[i];
            shuffled[i] = shuffled[other];
            shuffled[other] = swapped;
        }
        return shuffled;
    }

    /** Whether a gambler who bets that the mean, scaled to 0 to 1, lies below {@code mean} gets so rich that it cannot be otherwise. */
    private static boolean isRefuted(double[] losses, double mean, double error) {
        double logarithm = 0;
        double sum = 0.5;
        double squares = 0.25;
        double variance = 0.25;
        double stake = Math.sqrt(2 * Math.log(1 / error) / losses.length);
        for (int i = 0; i < losses.length; i++) {
            double loss = (losses[i] + 1) / 2;
            double bet = Math.min(1, stake / Math.sqrt(variance));
            logarithm += Math.log1p(-bet * (loss - mean));
            if (logarithm > Math.log(1 / error)) {
                return true;
            }
            sum += loss;
            double average = sum / (i + 2);
            squares += (loss - average) * (loss - average);
            variance = squares / (i + 2);
        }
        return false;
    }
}
