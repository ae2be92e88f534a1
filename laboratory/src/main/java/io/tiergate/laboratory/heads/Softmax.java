package io.tiergate.laboratory.heads;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Multinomial logistic regression: a logit per label, linear in the embedding. Immutable; safe for many threads.
 *
 * <p>Weights lie label by label within each input, the intercepts last: {@code weights[input * labels + label]}.
 */
final class Softmax {
    /** Fixed, so that sums come out the same on every machine. */
    private static final int SLICES = 8;

    private static final double TOLERANCE = 1e-4;

    private final int labels;
    private final double[] weights;

    private Softmax(int labels, double[] weights) {
        this.labels = labels;
        this.weights = weights;
    }

    /** Labelled vectors to learn from. Not copied. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Examples(float[][] inputs, int[] labels) {}

    /** Says nothing yet: all labels alike. */
    static Softmax blank(int inputs, int labels) {
        return new Softmax(labels, new double[(inputs + 1) * labels]);
    }

    /**
     * Learns, starting from this one.
     *
     * @param penalty of the squared weights, beside the mean loss of an example; above 0
     */
    Softmax learn(Examples examples, double penalty) {
        int inputs = weights.length / labels - 1;
        // Unit-length embeddings have components of about one over the root of their number: brought to about one for
        // the descent.
        double scale = Math.sqrt(inputs);
        double[] start = weights.clone();
        scale(start, inputs, 1 / scale);
        double[] found =
                Descent.least((point, slope) -> loss(examples, scale, penalty, point, slope), start, TOLERANCE);
        scale(found, inputs, scale);
        return new Softmax(labels, found);
    }

    private void scale(double[] values, int inputs, double by) {
        for (int i = 0; i < inputs * labels; i++) {
            values[i] *= by;
        }
    }

    private double loss(Examples examples, double scale, double penalty, double[] point, double[] slope) {
        List<Slice> slices = IntStream.range(0, SLICES)
                .parallel()
                .mapToObj(i -> slice(examples, scale, point, i))
                .toList();
        double loss = 0;
        for (int j = 0; j < slope.length; j++) {
            slope[j] = penalty * point[j];
            loss += penalty / 2 * point[j] * point[j];
        }
        int count = examples.labels().length;
        for (Slice slice : slices) {
            loss += slice.loss() / count;
            for (int j = 0; j < slope.length; j++) {
                slope[j] += slice.slope()[j] / count;
            }
        }
        return loss;
    }

    /** The sums over some of the examples. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Slice(double loss, double[] slope) {}

    private Slice slice(Examples examples, double scale, double[] point, int index) {
        int count = examples.labels().length;
        int end = (int) ((long) count * (index + 1) / SLICES);
        double[] slope = new double[point.length];
        double[] logits = new double[labels];
        double loss = 0;
        for (int i = (int) ((long) count * index / SLICES); i < end; i++) {
            float[] input = examples.inputs()[i];
            logits(point, input, scale, logits);
            int label = examples.labels()[i];
            double whole = logSumExp(logits);
            loss += whole - logits[label];
            for (int k = 0; k < labels; k++) {
                logits[k] = Math.exp(logits[k] - whole);
            }
            logits[label] -= 1;
            for (int j = 0; j < input.length; j++) {
                addTimes(slope, j * labels, logits, scale * input[j]);
            }
            addTimes(slope, input.length * labels, logits, 1);
        }
        return new Slice(loss, slope);
    }

    private static void addTimes(double[] to, int offset, double[] from, double times) {
        for (int k = 0; k < from.length; k++) {
            to[offset + k] += times * from[k];
        }
    }

    private static void logits(double[] weights, float[] input, double scale, double[] into) {
        int labels = into.length;
        System.arraycopy(weights, input.length * labels, into, 0, labels);
        for (int j = 0; j < input.length; j++) {
            double times = scale * input[j];
            int offset = j * labels;
            for (int k = 0; k < labels; k++) {
                into[k] += times * weights[offset + k];
            }
        }
    }

    /** The same with every logit multiplied. */
    Softmax times(double factor) {
        double[] scaled = weights.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= factor;
        }
        return new Softmax(labels, scaled);
    }

    double[] logits(float[] input) {
        double[] logits = new double[labels];
        logits(weights, input, 1, logits);
        return logits;
    }

    /** As a matrix of {@code [inputs, labels]}, row by row. */
    float[] matrix() {
        return floats(0, weights.length - labels);
    }

    /** One number a label. */
    float[] intercepts() {
        return floats(weights.length - labels, weights.length);
    }

    private float[] floats(int from, int to) {
        float[] values = new float[to - from];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) weights[from + i];
        }
        return values;
    }

    static double logSumExp(double[] logits) {
        double largest = logits[likeliest(logits)];
        double sum = 0;
        for (double logit : logits) {
            sum += Math.exp(logit - largest);
        }
        return largest + Math.log(sum);
    }

    static int likeliest(double[] logits) {
        int best = 0;
        for (int k = 1; k < logits.length; k++) {
            best = logits[k] > logits[best] ? k : best;
        }
        return best;
    }

    static double probability(double[] logits, int label) {
        return Math.exp(logits[label] - logSumExp(logits));
    }
}
