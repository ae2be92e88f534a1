package io.tiergate.controlplane.stream;

import java.time.Duration;

/** Runs things later. Thread-safe. */
public interface Alarms {
    /** Runs {@code action} once after that time, unless cancelled before. It must not block. */
    Alarm in(Duration delay, Runnable action);

    /** Something that will run. */
    interface Alarm {
        /** Keeps it from running, if it is not too late. */
        void cancel();
    }
}
