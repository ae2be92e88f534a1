package io.tiergate.policy.plan;

import java.util.Locale;

/** How an attempt ended. */
public enum Ending {
    /** A whole answer came. */
    ANSWERED(false),
    /** 429 or the like. */
    RATE_LIMITED(true),
    /** 5xx. */
    SERVER_ERROR(true),
    /** No connection, or it broke before the answer began. */
    UNREACHABLE(true),
    /** The answer began and broke off. */
    CUT(true),
    /** The first token, or the next one, did not come in time. */
    TIMED_OUT(false),
    /** What came is not the provider's protocol. */
    MALFORMED(false),
    /** The provider refuses this request (4xx). */
    BAD_REQUEST(false),
    /** The provider refuses our credential (401, 403). */
    UNAUTHORIZED(false),
    /** The caller went away, or the request's deadline came. */
    CANCELLED(false),
    /** The agent itself broke on it: a bug; the request ends with it. */
    BROKEN(false);

    private final boolean mayPass;

    Ending(boolean mayPass) {
        this.mayPass = mayPass;
    }

    /** Whether the same target may answer a moment later. */
    public boolean mayPass() {
        return mayPass;
    }

    /** Whether it speaks against the target's health. */
    public boolean countsAgainstTarget() {
        return this != ANSWERED && this != BAD_REQUEST && this != CANCELLED && this != BROKEN;
    }

    /** Lower-case name, as records use it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
