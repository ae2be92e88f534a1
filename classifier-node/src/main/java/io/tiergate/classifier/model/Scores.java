package io.tiergate.classifier.model;

import java.util.List;

/** What one head says of one text: a probability for each label; they sum to 1. Immutable. */
public final class Scores {
    private final List<String> labels;
    private final float[] logits;
    private final float[] probabilities;

    private Scores(List<String> labels, float[] logits, float[] probabilities) {
        this.labels = labels;
        this.logits = logits;
        this.probabilities = probabilities;
    }

    /** Softmax of a logit per label. */
    static Scores ofLogits(List<String> labels, float[] logits) {
        double logSum = logSumExp(logits);
        float[] probabilities = new float[logits.length];
        for (int i = 0; i < logits.length; i++) {
            probabilities[i] = (float) StrictMath.exp(logits[i] - logSum);
        }
        return new Scores(labels, logits, probabilities);
    }

    /** Probabilities as the head gives them; their logarithms stand for its logits. */
    static Scores ofProbabilities(List<String> labels, float[] probabilities) {
        float[] logits = new float[probabilities.length];
        for (int i = 0; i < probabilities.length; i++) {
            logits[i] = (float) StrictMath.log(Math.max(probabilities[i], Float.MIN_NORMAL));
        }
        return new Scores(labels, logits, probabilities);
    }

    static double logSumExp(float[] logits) {
        double largest = largest(logits);
        double sum = 0;
        for (float logit : logits) {
            sum += StrictMath.exp(logit - largest);
        }
        return largest + StrictMath.log(sum);
    }

    static float largest(float[] values) {
        float largest = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            largest = Math.max(largest, value);
        }
        return largest;
    }

    /** The labels, in the head's order. */
    public List<String> labels() {
        return labels;
    }

    /** The probability of the label of that index. */
    public float probability(int index) {
        return probabilities[index];
    }

    float[] logits() {
        return logits;
    }
}
