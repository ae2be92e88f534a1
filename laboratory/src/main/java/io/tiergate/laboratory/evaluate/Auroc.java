package io.tiergate.laboratory.evaluate;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Area under the ROC curve: the chance that something right was given more than something wrong; a tie counts half (Mann and Whitney). */
public final class Auroc {
    private Auroc() {}

    /** By the ranks of probabilities; a half where all are right or all wrong. */
    public static double of(double[] probability, boolean[] right) {
        List<Integer> rising = IntStream.range(0, right.length)
                .boxed()
                .sorted(Comparator.comparingDouble(index -> probability[index]))
                .toList();
        double ranks = 0;
        long rights = 0;
        for (int from = 0; from < rising.size(); ) {
            int to = from;
            int here = 0;
            while (to < rising.size() && probability[rising.get(to)] == probability[rising.get(from)]) {
                here += right[rising.get(to)] ? 1 : 0;
                to++;
            }
            ranks += here * (from + to + 1) / 2.0;
            rights += here;
            from = to;
        }
        double pairs = (double) rights * (right.length - rights);
        return pairs == 0 ? 0.5 : (ranks - rights * (rights + 1) / 2.0) / pairs;
    }
}
