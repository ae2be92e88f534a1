package io.tiergate.simulator.fault;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What can go wrong. */
public enum FaultKind {
    /** The answer comes late; nothing else is wrong with it. */
    LATENCY,
    /** An HTTP error. */
    STATUS,
    /** The connection is closed: after some chunks of a stream, or before the first byte of a whole answer. */
    CUT,
    /** Nothing more comes and the connection stays open. */
    STALL,
    /** The model declines to answer. */
    REFUSAL,
    /** The body, or an event of the stream, is not JSON. */
    MALFORMED,
    /** The body is sound, but the answer's text breaks off in the middle, and claims to be complete. */
    MALFORMED_ANSWER,
    /** The answer's text breaks off in the middle, and says so (finish reason {@code length}). */
    TRUNCATED,
    /** The answer's text is empty. */
    EMPTY,
    /** The body states more output tokens than are billed. */
    WRONG_USAGE,
    /** The body states no usage. */
    NO_USAGE;

    /** Lower-case name, as rules and headers write it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static @Nullable FaultKind ofLabel(String label) {
        for (FaultKind kind : values()) {
            if (kind.label().equals(label)) {
                return kind;
            }
        }
        return null;
    }
}
