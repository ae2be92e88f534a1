package io.tiergate.dataplane.subscription;

import java.time.Duration;
import java.util.concurrent.Executor;

/** The one thread that a subscription's state belongs to, and its clockwork. Tasks run one at a time, in the order in which they came. */
interface Owner extends Executor {
    /** Runs a task after a delay, unless it is cancelled first. */
    Timer after(Duration delay, Runnable task);

    /** Runs what is waiting without a delay, forgets the rest, and takes no more. */
    void finish();

    /** A task that is due later. */
    interface Timer {
        /** Forgets it; no effect if it ran. */
        void cancel();
    }
}
