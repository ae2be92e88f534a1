package io.tiergate.policy.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

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

    /** Whether a check goes by how sure this model is of its answers' tokens. */
    public boolean wantsLogprobs(String model) {
        return checks.stream()
                .anyMatch(check -> check instanceof ConfidenceCheck(var estimates)
                        && estimates.confidence().containsKey(model));
    }

    /** Whether a check holds answers beside each other. */
    public boolean compares() {
        return checks.stream().anyMatch(AgreementCheck.class::isInstance);
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
                            : result(check, check.weigh(testimony)));
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

    /** Whether a model that answers may be asked how sure it is. */
    public boolean mayAskItself(String model) {
        return checks.stream()
                .anyMatch(check -> check instanceof ConfidenceCheck(var estimates)
                        && estimates.selfReports().containsKey(model));
    }

    /**
     * What the gate makes of the grade that a model gave its own answer.
     *
     * @param grade 0 to 100; null: it gave none, which is no reason to reject
     */
    public CheckResult reported(Testimony testimony, @Nullable Integer grade) {
        for (SoftCheck check : checks) {
            if (check instanceof ConfidenceCheck confidence) {
                return result(check, confidence.reported(testimony, grade));
            }
        }
        throw new IllegalStateException("nobody has asked");
    }

    private CheckResult result(SoftCheck check, SoftCheck.Finding found) {
        return switch (found) {
            case SoftCheck.Finding.Probability(double right) -> zones.judged(check.name(), right);
            case SoftCheck.Finding.Open open ->
                new CheckResult(check.name(), CheckResult.Outcome.OPEN, "left to the judge");
            case SoftCheck.Finding.Asked asked ->
                new CheckResult(check.name(), CheckResult.Outcome.ASKED_ITSELF, "the model is asked how sure it is");
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
