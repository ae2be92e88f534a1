package io.tiergate.policy.gate;

import java.util.Locale;

/**
 * How likely an answer is right, and where that lies between the policy's bounds.
 *
 * @param ppm probability in millionths
 * @param zone where it lies
 */
public record Likelihood(int ppm, Zone zone) {
    /** Certainty. */
    public static final int SURE = 1_000_000;

    /** Where a probability lies. */
    public enum Zone {
        /** Too unlikely to be served while another rung is left. */
        BELOW,
        /** What becomes of it is for the policy to say. */
        BETWEEN,
        /** Likely enough. */
        TRUSTED;

        /** Lower-case name, as records use it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A probability as people read it, in percent with one decimal. */
    static String percent(int ppm) {
        int tenths = (ppm + 500) / 1_000;
        return tenths / 10 + "." + tenths % 10 + " %";
    }
}
