package io.tiergate.policy.estimate;

import java.util.Map;

/**
 * A weighted sum of features that tasks share, with what each task adds to the weights: a task with few labels leans on the others, one that was
 * never seen has the shared weights alone. Immutable. A document's weights are bounded by its schema, so that no sum overflows.
 *
 * @param shared one weight per feature
 * @param tasks by task, what is added to the shared weights
 */
public record LinearModel(Weights shared, Map<String, Weights> tasks) {
    public LinearModel {
        tasks = Map.copyOf(tasks);
    }

    /** The sum for one row of features. The same on every machine: additions and multiplications in this order. */
    double score(String task, double[] features) {
        double sum = shared.times(features);
        Weights own = tasks.get(task);
        return own == null ? sum : sum + own.times(features);
    }

    /** Numbers that do not change. */
    public static final class Weights {
        private final double[] values;

        /** A copy of these. */
        public Weights(double... values) {
            this.values = values.clone();
        }

        /** How many. */
        public int size() {
            return values.length;
        }

        /** One of them. */
        public double get(int index) {
            return values[index];
        }

        private double times(double[] features) {
            double sum = 0;
            for (int i = 0; i < values.length; i++) {
                sum += values[i] * features[i];
            }
            return sum;
        }
    }
}
