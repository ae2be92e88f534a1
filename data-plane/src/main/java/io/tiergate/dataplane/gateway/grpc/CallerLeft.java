package io.tiergate.dataplane.gateway.grpc;

import org.jspecify.annotations.Nullable;

/** Remembers whether a gRPC caller went away, and tells whoever asks. Safe for any number of threads. */
final class CallerLeft implements Runnable {
    private boolean left;
    private @Nullable Runnable action;

    /** The caller went away. */
    @Override
    public void run() {
        Runnable toRun;
        synchronized (this) {
            left = true;
            toRun = action;
        }
        if (toRun != null) {
            toRun.run();
        }
    }

    /** Runs {@code toRun} when the caller goes away; at once if it has. */
    void onLeft(Runnable toRun) {
        synchronized (this) {
            if (!left) {
                action = toRun;
                return;
            }
        }
        toRun.run();
    }
}
