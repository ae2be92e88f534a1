package io.tiergate.policy.gate;

import java.util.ArrayList;
import java.util.List;

/**
 * The soft part of a task's gate: checks that say how likely an answer is right, and the policy's bounds on that. It applies while another rung is
 * left to ask. Pure; safe for any number of threads.
 *
 * @param checks in document order
 * @param zones the bounds
 */
public record SoftGate(List<SoftCheck> checks, Zones zones) {
    /** No soft checks. */
    public static final SoftGate NONE = new SoftGate(List.of(), Zones.DEFAULT);

    public SoftGate {
        checks = List.copyOf(checks);
    }

    /** Whether there is nothing to apply. */
    public boolean isEmpty() {
        return checks.isEmpty();
    }

    /** The checks' names, in document order. */
    public List<String> names() {
        return checks.stream().map(SoftCheck::name).toList();
    }

    /** Every check's result, in document order. */
    public List<CheckResult> weigh(Testimony testimony) {
        List<CheckResult> results = new ArrayList<>(checks.size());
        for (SoftCheck check : checks) {
            results.add(
                    switch (check.weigh(testimony)) {
                        case SoftCheck.Finding.Probability(double right) -> zones.judged(check.name(), right);
                        case SoftCheck.Finding.Open open ->
                            new CheckResult(check.name(), CheckResult.Outcome.OPEN, "left to the judge");
                        case SoftCheck.Finding.Nothing(String why) -> CheckResult.skipped(check.name(), why);
                    });
        }
        return results;
    }

    /** The results of checks that do not apply. */
    public List<CheckResult> skipped(String why) {
        return checks.stream()
                .map(check -> CheckResult.skipped(check.name(), why))
                .toList();
    }
}
