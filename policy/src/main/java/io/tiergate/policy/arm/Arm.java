package io.tiergate.policy.arm;

import io.tiergate.policy.compile.CompiledPolicy;

/**
 * One version of a policy that is active for a share of its traffic.
 *
 * @param name {@code baseline}, or the candidate's name
 * @param policy what decides
 * @param revision number of the stored revision, for people
 * @param from first bucket, 0 to 9,999; of no meaning for the baseline, which has what is left
 * @param basisPoints hundredths of a percent of sticky keys; for the baseline what is left
 */
public record Arm(String name, CompiledPolicy policy, long revision, int from, int basisPoints) {
    /** Name of the arm that has what no candidate has. */
    public static final String BASELINE = "baseline";

    boolean holds(int bucket) {
        return bucket >= from && bucket < from + basisPoints;
    }
}
