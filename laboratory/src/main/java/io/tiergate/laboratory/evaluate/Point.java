package io.tiergate.laboratory.evaluate;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What one setting of a strategy gives, prompt by prompt: score (0 to 1), micro-dollars, calls, and whether an answer was not accepted and
 * another model asked; and how long the answer took, where that is known. Mixed points have fractions: the expectation of choosing between two settings at random. Filled by one thread, each
 * prompt once.
 */
public final class Point {
    private final double[] score;
    private final double[] micros;
    private final double[] attempts;
    private final double[] escalated;
    private final Latencies latencies;

    Point(double[] score, double[] micros, double[] attempts, double[] escalated, Latencies latencies) {
        this.score = score;
        this.micros = micros;
        this.attempts = attempts;
        this.escalated = escalated;
        this.latencies = latencies;
    }

    static Point empty(int cases) {
        return new Point(
                new double[cases],
                new double[cases],
                new double[cases],
                new double[cases],
                Latencies.of(new double[cases]));
    }

    void set(int index, Trial.Outcome outcome) {
        score[index] = outcome.score();
        micros[index] = outcome.micros();
        attempts[index] = outcome.asked().size();
        escalated[index] = outcome.escalated() ? 1 : 0;
        latencies.set(index, outcome.latencyMillis());
    }

    /** Prompt by prompt. */
    double[] score() {
        return score;
    }

    /** Micro-dollars, prompt by prompt. */
    double[] micros() {
        return micros;
    }

    /** Score of what was served for one prompt. */
    public double score(int index) {
        return score[index];
    }

    /** Micro-dollars of one prompt. */
    public double micros(int index) {
        return micros[index];
    }

    double escalations() {
        return Arrays.stream(escalated).sum();
    }

    double calls() {
        return Arrays.stream(attempts).sum();
    }

    /** How long answers took. */
    Latencies latencies() {
        return latencies;
    }

    double quality() {
        return Arrays.stream(score).sum();
    }

    double cost() {
        return Arrays.stream(micros).sum();
    }

    /** This point for a share of requests, the other for the rest. */
    Point mixedWith(Point other, double share) {
        return new Point(
                mixed(score, other.score, share),
                mixed(micros, other.micros, share),
                mixed(attempts, other.attempts, share),
                mixed(escalated, other.escalated, share),
                latencies.mixedWith(other.latencies, share));
    }

    /** Prompts counted so often each; calls and escalations as they are. */
    Point weighted(double[] weights) {
        return new Point(times(score, weights), times(micros, weights), attempts, escalated, latencies);
    }

    private static double[] times(double[] values, double[] weights) {
        return IntStream.range(0, values.length)
                .mapToDouble(i -> values[i] * weights[i])
                .toArray();
    }

    /** Only these prompts. */
    Point only(int[] indices) {
        return new Point(
                only(score, indices),
                only(micros, indices),
                only(attempts, indices),
                only(escalated, indices),
                latencies.only(indices));
    }

    private static double[] mixed(double[] one, double[] other, double share) {
        return IntStream.range(0, one.length)
                .mapToDouble(i -> share * one[i] + (1 - share) * other[i])
                .toArray();
    }

    private static double[] only(double[] values, int[] indices) {
        return Arrays.stream(indices).mapToDouble(index -> values[index]).toArray();
    }
}
