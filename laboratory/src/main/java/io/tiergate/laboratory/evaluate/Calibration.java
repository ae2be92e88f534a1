package io.tiergate.laboratory.evaluate;

import java.util.ArrayList;
import java.util.List;
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
 * @param diagram the reliability diagram: the same bins from low to high probabilities, without those that nothing fell into
 */
public record Calibration(
        String group,
        String model,
        int n,
        double ece,
        double floor,
        double predicted,
        double observed,
        List<Bin> diagram) {
    /** The group of all prompts. */
    public static final String ALL = "*";

    private static final int BINS = 10;
    private static final int SIMULATIONS = 200;

    public Calibration {
        diagram = List.copyOf(diagram);
    }

    /**
     * A point of the diagram.
     *
     * @param n predictions in it
     * @param predicted their mean
     * @param observed share of right answers
     */
    public record Bin(int n, double predicted, double observed) {}

    /** Of predictions, each with what happened. */
    public static Calibration of(String group, String model, double[] probability, boolean[] right) {
        double predicted = 0;
        double observed = 0;
        for (int i = 0; i < right.length; i++) {
            predicted += probability[i] / right.length;
            observed += right[i] ? 1.0 / right.length : 0;
        }
        List<Bin> diagram = diagram(probability, right);
        return new Calibration(
                group, model, right.length, ece(diagram), floor(probability), predicted, observed, diagram);
    }

    private static List<Bin> diagram(double[] probability, boolean[] right) {
        int[] counts = new int[BINS];
        double[] predicted = new double[BINS];
        int[] observed = new int[BINS];
        for (int i = 0; i < right.length; i++) {
            int bin = Math.min(BINS - 1, (int) (probability[i] * BINS));
            counts[bin]++;
            predicted[bin] += probability[i];
            observed[bin] += right[i] ? 1 : 0;
        }
        List<Bin> diagram = new ArrayList<>();
        for (int bin = 0; bin < BINS; bin++) {
            if (counts[bin] > 0) {
                diagram.add(new Bin(counts[bin], predicted[bin] / counts[bin], (double) observed[bin] / counts[bin]));
            }
        }
        return diagram;
    }

    private static double floor(double[] probability) {
        SplittableRandom random = new SplittableRandom(1);
        double sum = 0;
        boolean[] right = new boolean[probability.length];
        for (int s = 0; s < SIMULATIONS; s++) {
            for (int i = 0; i < right.length; i++) {
                right[i] = random.nextDouble() < probability[i];
            }
            sum += ece(diagram(probability, right));
        }
        return sum / SIMULATIONS;
    }

    private static double ece(List<Bin> diagram) {
        double gaps = 0;
        int n = 0;
        for (Bin bin : diagram) {
            gaps += bin.n() * Math.abs(bin.predicted() - bin.observed());
            n += bin.n();
        }
        return n == 0 ? 0 : gaps / n;
    }
}
