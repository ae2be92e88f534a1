package io.tiergate.controlplane.stream;

import io.tiergate.controlplane.snapshot.Content;

/** Where one resource of one stream is. */
sealed interface Phase {
    /** Nothing was ever activated for the fleet. */
    record Empty() implements Phase {}

    /** The agent runs the target. */
    record Settled() implements Phase {}

    /** An update waits for its answer; a newer target waits behind it. */
    record InFlight(String nonce, Content sent) implements Phase {}

    /** An update's answer is late. It still counts if it comes. */
    record Overdue(String nonce, Content sent) implements Phase {}

    /** The agent refused the target's digest; nothing is sent until the target has another one. */
    record Parked() implements Phase {}

    /** The agent runs a higher generation than the fleet has; it would refuse the target. */
    record Ahead() implements Phase {}
}
