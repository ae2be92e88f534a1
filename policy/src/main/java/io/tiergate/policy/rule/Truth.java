package io.tiergate.policy.rule;

import java.util.Locale;

/** What a condition says. */
public enum Truth {
    TRUE,
    FALSE,
    /** It depends on something that is not known of this request. */
    UNKNOWN;

    /** Lower-case name, as records use it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
