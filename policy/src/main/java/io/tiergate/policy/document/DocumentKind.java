package io.tiergate.policy.document;

import java.util.Locale;

/** The four kinds of document. */
public enum DocumentKind {
    POLICY,
    CATALOG,
    ACCESS,
    ESTIMATES;

    /** Lower-case name, as messages and files use it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
