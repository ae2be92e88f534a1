package io.tiergate.dataplane.call;

import java.util.ArrayList;
import java.util.List;

/** Says once, to whoever registered, that a request is no longer wanted. Safe for any number of threads. */
public final class Cancellation {
    private final List<Runnable> actions = new ArrayList<>();
    private boolean cancelled;

    /** Runs {@code action} when cancelled; at once if that is already so. */
    public void onCancel(Runnable action) {
        synchronized (actions) {
            if (!cancelled) {
                actions.add(action);
                return;
            }
        }
        action.run();
    }

    /** Forgets an action that is no longer needed. */
    public void forget(Runnable action) {
        synchronized (actions) {
            actions.remove(action);
        }
    }

    /** Cancels; the second time does nothing. */
    public void cancel() {
        List<Runnable> toRun;
        synchronized (actions) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            toRun = List.copyOf(actions);
            actions.clear();
        }
        toRun.forEach(Runnable::run);
    }

    /** Whether it was cancelled. */
    public boolean isCancelled() {
        synchronized (actions) {
            return cancelled;
        }
    }
}
