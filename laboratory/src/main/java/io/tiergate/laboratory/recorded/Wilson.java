package io.tiergate.laboratory.recorded;

/** Where a share lies with 95 % (Wilson, 1927). */
public final class Wilson {
    /** Of the normal distribution. */
    private static final double Z = 1.959964;

    private Wilson() {}

    /**
     * The lower end.
     *
     * @param share as observed
     * @param count of what it is a share of; may be an effective one
     */
    public static double low(double share, double count) {
        return bound(share, count, -1);
    }

    /** The upper end, likewise. */
    public static double high(double share, double count) {
        return bound(share, count, 1);
    }

    private static double bound(double share, double count, int side) {
        double centre = share + Z * Z / (2 * count);
        double half = Z * Math.sqrt(share * (1 - share) / count + Z * Z / (4 * count * count));
        return Math.min(1, Math.max(0, (centre + side * half) / (1 + Z * Z / count)));
    }
}
