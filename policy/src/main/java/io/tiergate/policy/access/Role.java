package io.tiergate.policy.access;

import java.util.Locale;

/** What a caller may do. */
public enum Role {
    /** Send requests. */
    CALLER,
    /** Read policies, fleet and records. */
    VIEWER,
    /** Publish and activate; all that a viewer may. */
    PUBLISHER,
    /** Roll back, split, handle keys; all that a publisher may. */
    OPERATOR,
    /** Subscribe as an agent. */
    AGENT;

    /** Lower-case name, as documents use it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
