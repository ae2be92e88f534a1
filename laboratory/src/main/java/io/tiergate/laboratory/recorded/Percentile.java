package io.tiergate.laboratory.recorded;

/** Percentiles by the nearest rank: always one of the values. */
public final class Percentile {
    private static final int ALL = 100;

    private Percentile() {}

    /**
     * The least of the values that so many percent of them do not exceed.
     *
     * @param rising at least one value
     */
    public static long of(long[] rising, int percent) {
        int rank = (int) (((long) rising.length * percent + ALL - 1) / ALL);
        return rising[Math.max(rank, 1) - 1];
    }
}
