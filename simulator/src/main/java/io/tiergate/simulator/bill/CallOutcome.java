package io.tiergate.simulator.bill;

import java.util.Locale;

/** How a call ended. */
public enum CallOutcome {
    /** The whole answer was sent. */
    COMPLETE,
    /** An error was sent; nothing is billed. */
    ERROR,
    /** A fault closed the connection. */
    CUT,
    /** A fault broke the body; it is billed, as the model did its work. */
    MALFORMED,
    /** The caller left before the end. */
    DISCONNECTED;

    /** Lower-case name, as the admin API shows it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
