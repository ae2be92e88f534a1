package io.tiergate.policy.gate;

import java.util.ArrayList;
import java.util.List;

/** Runs the checks of a task over one answer. Pure. */
public final class Gate {
    private Gate() {}

    /** Every check's result, in the order of {@code checks}: all of them run, so that records show all that was wrong. */
    public static List<CheckResult> examine(List<Check> checks, CandidateAnswer answer) {
        List<CheckResult> results = new ArrayList<>(checks.size());
        for (Check check : checks) {
            results.add(check.examine(answer));
        }
        return List.copyOf(results);
    }
}
