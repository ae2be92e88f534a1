package io.tiergate.laboratory.evaluate;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Intervals by drawing prompts anew, with replacement: the same draws for everything that is compared. */
public final class Bootstrap {
    private static final int DRAWS = 2_000;
    private static final double TAIL = 0.025;

    private Bootstrap() {}

    /**
     * A value and where 95 % of the draws lie.
     *
     * @param value on the prompts as they are
     */
    public record Interval(double value, double low, double high) {}

    /** Sum of {@code one} less sum of {@code other}, over sum of {@code reference}. */
    static Interval ratio(double[] one, double[] other, double[] reference) {
        int n = one.length;
        SplittableRandom random = new SplittableRandom(1);
        double[] drawn = new double[DRAWS];
        for (int d = 0; d < DRAWS; d++) {
            double difference = 0;
            double whole = 0;
            for (int i = 0; i < n; i++) {
                int index = random.nextInt(n);
                difference += one[index] - other[index];
                whole += reference[index];
            }
            drawn[d] = whole == 0 ? 0 : difference / whole;
        }
        Arrays.sort(drawn);
        double whole = Arrays.stream(reference).sum();
        double value = whole == 0
                ? 0
                : (Arrays.stream(one).sum() - Arrays.stream(other).sum()) / whole;
        return new Interval(value, drawn[(int) (DRAWS * TAIL)], drawn[(int) (DRAWS * (1 - TAIL)) - 1]);
    }

    /** Sum of {@code one} over sum of {@code reference}. */
    public static Interval ratio(double[] one, double[] reference) {
        return ratio(one, new double[one.length], reference);
    }
}
