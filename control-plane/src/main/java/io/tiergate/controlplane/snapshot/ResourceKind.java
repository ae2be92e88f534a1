package io.tiergate.controlplane.snapshot;

import java.util.Locale;

/** The two things that a fleet runs. They are activated, sent and counted independently of each other. */
public enum ResourceKind {
    /** Policies with their arms, the catalog, and what they pin. */
    ROUTING,
    /** Tenants, keys, limits. */
    ACCESS;

    /** Lower-case name, as messages and the database use it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
