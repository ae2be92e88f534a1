package io.tiergate.policy.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

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

    /** Whether a check wants to know how sure models are of their answers' tokens. */
    public boolean wantsLogprobs() {
        return checks.stream().anyMatch(check -> check.name().equals(ConfidenceCheck.NAME));
    }

    /** The checks' names, in document order. */
    public List<String> names() {
        return checks.stream().map(SoftCheck::name).toList();
    }

    /** Every check's result, in document order. Where other models' answers say something, what an answer says of itself is part of that. */
    public List<CheckResult> weigh(Testimony testimony) {
        List<CheckResult> results = new ArrayList<>(checks.size());
        boolean compared = agreement(testimony).isPresent();
        for (SoftCheck check : checks) {
            results.add(
                    compared && check.name().equals(LearnedCheck.NAME)
                            ? CheckResult.skipped(check.name(), "agreement says more")
                            : result(check, testimony));
        }
        return results;
    }

    /** How likely the answer is right by what other models answered; empty: the gate does not compare, or there is no evidence. */
    public OptionalDouble agreement(Testimony testimony) {
        for (SoftCheck check : checks) {
            if (check.name().equals(AgreementCheck.NAME)
                    && check.weigh(testimony) instanceof SoftCheck.Finding.Probability(double right)
                    && right >= 0
                    && right <= 1) {
                return OptionalDouble.of(right);
            }
        }
        return OptionalDouble.empty();
    }

    private CheckResult result(SoftCheck check, Testimony testimony) {
        return switch (check.weigh(testimony)) {
            case SoftCheck.Finding.Probability(double right) -> zones.judged(check.name(), right);
            case SoftCheck.Finding.Open open ->
                new CheckResult(check.name(), CheckResult.Outcome.OPEN, "left to the judge");
            case SoftCheck.Finding.Nothing(String why) -> CheckResult.skipped(check.name(), why);
        };
    }

    /** The results of checks that do not apply. */
    public List<CheckResult> skipped(String why) {
        return checks.stream()
                .map(check -> CheckResult.skipped(check.name(), why))
                .toList();
    }
}
