package io.tiergate.policy.gate;

import io.tiergate.policy.gate.CheckResult.Outcome;
import io.tiergate.policy.gate.Likelihood.Zone;
import java.util.Locale;

/**
 * The policy's bounds on how likely an answer must be right.
 *
 * @param escalateBelow millionths; what is less likely goes to the next rung
 * @param trustFrom millionths, not less than {@code escalateBelow}; what is at least as likely is served
 * @param between what becomes of the answers between
 */
public record Zones(int escalateBelow, int trustFrom, Between between) {
    /** What a policy has that says nothing of it. */
    public static final Zones DEFAULT = new Zones(700_000, 850_000, Between.ESCALATE);

    /** What becomes of an answer that is neither trusted nor too unlikely. */
    public enum Between {
        ACCEPT,
        ESCALATE,
        JUDGE;

        /** Lower-case name, as documents use it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What a soft check says that found this probability.
     *
     * @param probability 0 to 1; what is no such number is no evidence, so that the check is skipped
     */
    public CheckResult judged(String check, double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            return CheckResult.skipped(check, "no probability could be reckoned");
        }
        int ppm = (int) StrictMath.round(probability * Likelihood.SURE);
        Zone zone = zone(ppm);
        return new CheckResult(check, outcome(zone), detail(ppm, zone), new Likelihood(ppm, zone));
    }

    /** The bounds on what the judge itself says: what it leaves open, nobody else decides. */
    public Zones ofJudge() {
        return between == Between.JUDGE ? new Zones(escalateBelow, trustFrom, Between.ESCALATE) : this;
    }

    /** Where a probability lies, in millionths. */
    public Zone zone(int ppm) {
        if (ppm < escalateBelow) {
            return Zone.BELOW;
        }
        return ppm < trustFrom ? Zone.BETWEEN : Zone.TRUSTED;
    }

    private Outcome outcome(Zone zone) {
        return switch (zone) {
            case BELOW -> Outcome.FAILED;
            case TRUSTED -> Outcome.PASSED;
            case BETWEEN ->
                switch (between) {
                    case ACCEPT -> Outcome.PASSED;
                    case ESCALATE -> Outcome.FAILED;
                    case JUDGE -> Outcome.OPEN;
                };
        };
    }

    private String detail(int ppm, Zone zone) {
        String right = "right " + Likelihood.percent(ppm);
        return switch (zone) {
            case BELOW -> right + ", below " + Likelihood.percent(escalateBelow);
            case BETWEEN ->
                right + ", below " + Likelihood.percent(trustFrom)
                        + (between == Between.JUDGE ? ", left to the judge" : "");
            case TRUSTED -> right;
        };
    }
}
