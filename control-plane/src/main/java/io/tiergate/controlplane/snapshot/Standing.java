package io.tiergate.controlplane.snapshot;

/** How one resource stands at one agent. */
public enum Standing {
    /** Nothing is published yet. */
    EMPTY,
    /** Runs what the fleet should run. */
    CONVERGED,
    /** An update is in flight. */
    SENDING,
    /** Will not run what the fleet should run; the problems say why. */
    REJECTED,
    /** No answer to an update in time. */
    STALLED,
    /** The stream is gone; the agent serves what it had. */
    UNREACHABLE
}
