package io.tiergate.policy.cost;

import java.util.Locale;

/** What money was spent for. */
public enum SpendKind {
    /** The attempt whose answer was served. */
    SERVED,
    /** An attempt whose answer was not served: rejected by a gate, outvoted, cut, or failed after it was billed. */
    DISCARDED,
    /** A judge that graded another attempt's answer. */
    JUDGE;

    /** Lower-case name, as records use it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
