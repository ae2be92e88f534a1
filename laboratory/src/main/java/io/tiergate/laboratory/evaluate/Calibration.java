package io.tiergate.laboratory.evaluate;

import java.util.SplittableRandom;

/**
 * How far probabilities lie from what happened, for one task and model.
 *
 * @param group task, with the domain where it has several; {@code *}: all
 * @param model catalog id
 * @param n predictions
 * @param ece expected calibration error over ten bins of equal width
 * @param floor what a perfectly calibrated predictor of the same probabilities shows on as many, by simulation
 * @param predicted mean probability
 * @param observed share of right answers
 */
public record Calibration(
        String group, String model, int n, double ece, double floor, double predicted, double observed) {
    /** The group of all prompts. */
    public static final String ALL = "*";

    private static final int BINS = 10;
    private static final int SIMULATIONS = 200;

    /** Of predictions, each with what happened. */
    public static Calibration of(String group, String model, double[] probability, boolean[] right) {
        double predicted = 0;
        double observed = 0;
        for (int i = 0; i < right.length; i++) {
            predicted += probability[i] / right.length;
            observed += right[i] ? 1.0 / right.length : 0;
        }
        return new Calibration(
                group, model, right.length, ece(probability, right), floor(probability), predicted, observed);
    }

    private static double floor(double[] probability) {
        SplittableRandom random = new SplittableRandom(1);
        double sum = 0;
        boolean[] right = new boolean[probability.length];
        for (int s = 0; s < SIMULATIONS; s++) {
            for (int i = 0; i < right.length; i++) {
                right[i] = random.nextDouble() < probability[i];
            }
            sum += ece(probability, right);
        }
        return sum / SIMULATIONS;
    }

    private static double ece(double[] probability, boolean[] right) {
        double[] gap = new double[BINS];
        for (int i = 0; i < right.length; i++) {
            int bin = Math.min(BINS - 1, (int) (probability[i] * BINS));
            gap[bin] += probability[i] - (right[i] ? 1 : 0);
        }
        double sum = 0;
        for (double one : gap) {
            sum += Math.abs(one);
        }
        return right.length == 0 ? 0 : sum / right.length;
    }
}
