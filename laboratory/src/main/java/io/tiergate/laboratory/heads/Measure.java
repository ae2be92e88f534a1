package io.tiergate.laboratory.heads;

import java.util.Arrays;

/** How far a text is from what was seen, by a head's logits; large where nothing like it was. The names are those of model cards. */
enum Measure {
    /** Minus the logarithm of the sum of the logits' exponentials. */
    energy,
    /** Minus the largest logit. */
    largest_logit;

    double of(double[] logits) {
        return switch (this) {
            case energy -> -Softmax.logSumExp(logits);
            case largest_logit -> -logits[Softmax.likeliest(logits)];
        };
    }

    /**
     * The chance that an unseen text is farther than one that is like those seen: area under the ROC curve, a tie counts half.
     *
     * @param seen distances, at least one
     * @param unseen distances, at least one
     */
    static double auroc(double[] seen, double[] unseen) {
        double[] sorted = seen.clone();
        Arrays.sort(sorted);
        double wins = 0;
        for (double one : unseen) {
            wins += (firstNotBelow(sorted, one) + firstNotBelow(sorted, Math.nextUp(one))) / 2.0;
        }
        return wins / ((double) seen.length * unseen.length);
    }

    private static int firstNotBelow(double[] sorted, double value) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
