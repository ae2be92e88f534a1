package io.tiergate.policy.arm;

import java.util.List;

/**
 * A policy as a fleet runs it: a baseline and candidates.
 *
 * @param name the policy
 * @param salt makes bucket numbers of two splits independent; unchanged while a split's share is raised, so that raising only
 *     adds keys
 * @param arms the baseline first; candidates' buckets do not overlap
 */
public record ActivePolicy(String name, String salt, List<Arm> arms) {
    public ActivePolicy {
        arms = List.copyOf(arms);
    }

    /** The arm of a sticky key: the candidate that holds its bucket, else the baseline. */
    public Arm armOf(StickyKey key) {
        if (arms.size() > 1) {
            int bucket = key.bucket(salt);
            for (Arm arm : arms.subList(1, arms.size())) {
                if (arm.holds(bucket)) {
                    return arm;
                }
            }
        }
        return baseline();
    }

    /** The version that has what no candidate has. */
    public Arm baseline() {
        return arms.getFirst();
    }
}
