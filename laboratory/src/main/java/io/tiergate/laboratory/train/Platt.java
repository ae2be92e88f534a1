package io.tiergate.laboratory.train;

import io.tiergate.policy.estimate.LinearModel;
import io.tiergate.policy.estimate.LinearModel.Weights;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Undoes what a penalty does to probabilities: a line through log-odds, fitted on cases that they were not learned from (Platt, 1999).
 *
 * @param slope what log-odds are multiplied by
 * @param shift what is added
 */
public record Platt(double slope, double shift) {
    private static final int ITERATIONS = 50;
    /** Holds the line near the identity where there are few cases. */
    private static final double PRIOR = 1;

    /** The line that makes these log-odds likeliest, by Newton's method. */
    public static Platt fit(double[] logOdds, boolean[] right) {
        double slope = 1;
        double shift = 0;
        for (int iteration = 0; iteration < ITERATIONS; iteration++) {
            double gradientSlope = PRIOR * (slope - 1);
            double gradientShift = PRIOR * shift;
            double slopeSlope = PRIOR;
            double slopeShift = 0;
            double shiftShift = PRIOR;
            for (int i = 0; i < right.length; i++) {
                double p = probability(slope * logOdds[i] + shift);
                double error = p - (right[i] ? 1 : 0);
                double weight = p * (1 - p);
                gradientSlope += error * logOdds[i];
                gradientShift += error;
                slopeSlope += weight * logOdds[i] * logOdds[i];
                slopeShift += weight * logOdds[i];
                shiftShift += weight;
            }
            double determinant = slopeSlope * shiftShift - slopeShift * slopeShift;
            double stepSlope = (shiftShift * gradientSlope - slopeShift * gradientShift) / determinant;
            double stepShift = (slopeSlope * gradientShift - slopeShift * gradientSlope) / determinant;
            slope -= stepSlope;
            shift -= stepShift;
            if (Math.abs(stepSlope) + Math.abs(stepShift) < 1e-9) {
                break;
            }
        }
        return new Platt(slope, shift);
    }

    /** What log-odds stand for. */
    public static double probability(double logOdds) {
        return 1 / (1 + Math.exp(-logOdds));
    }

    /** The other way round; infinite at 0 and 1. */
    public static double logOdds(double probability) {
        return Math.log(probability / (1 - probability));
    }

    double corrected(double probability) {
        return probability(slope * logOdds(Math.clamp(probability, 1e-9, 1 - 1e-9)) + shift);
    }

    /** The model whose log-odds are the corrected ones. */
    LinearModel corrected(LinearModel model) {
        Map<String, Weights> tasks = new LinkedHashMap<>();
        model.tasks().forEach((task, weights) -> tasks.put(task, scaled(weights, 0)));
        return new LinearModel(scaled(model.shared(), shift), tasks);
    }

    /** The first weight is the intercept. */
    private Weights scaled(Weights weights, double added) {
        double[] values = new double[weights.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = slope * weights.get(i) + (i == 0 ? added : 0);
        }
        return new Weights(values);
    }
}
