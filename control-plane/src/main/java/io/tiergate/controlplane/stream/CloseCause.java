package io.tiergate.controlplane.stream;

/** Why a stream ended. */
sealed interface CloseCause {
    /** The agent ended it. */
    record Completed() implements CloseCause {}

    /** The agent cancelled it, or the connection is gone. */
    record Cancelled() implements CloseCause {}

    /** This control plane stops. */
    record Shutdown() implements CloseCause {}

    /** The agent opened another stream. */
    record Replaced() implements CloseCause {}

    /** The agent broke the protocol. */
    record Violation(String message) implements CloseCause {}

    /** There is no room for another agent. */
    record Full() implements CloseCause {}

    /** The agent's credential does not hold, or holds no more. */
    record Denied(String message) implements CloseCause {}

    /** A mistake in this program. */
    record Failed(Throwable failure) implements CloseCause {}
}
