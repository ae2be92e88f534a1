package io.tiergate.dataplane.subscription;

/** Where a subscription is. */
sealed interface Phase {
    /** What has been said of an outage that goes on. */
    enum Said {
        NOTHING,
        LOST,
        DENIED
    }

    /** Before the start. */
    record Idle() implements Phase {}

    /**
     * A stream is asked for, or stands but is too young to trust.
     *
     * @param failures in a row before it
     */
    record Connecting(int failures, Said said) implements Phase {}

    /** The stream has proved itself. */
    record Connected() implements Phase {}

    /**
     * For the next attempt.
     *
     * @param failures in a row, from 1
     */
    record Waiting(int failures, Said said) implements Phase {}

    /** For good. */
    record Closed() implements Phase {}
}
