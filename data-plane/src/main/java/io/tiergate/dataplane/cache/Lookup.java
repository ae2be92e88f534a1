package io.tiergate.dataplane.cache;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** What a look into the cache gives. */
public sealed interface Lookup {
    /** Known: served from the cache, or not. */
    sealed interface Settled extends Lookup {}

    /** An answer that may be served. */
    record Hit(CachedAnswer answer) implements Settled {}

    /**
     * Nothing to serve.
     *
     * @param gone whether it is known that there is no answer; otherwise one could not be had, for whatever reason
     */
    record Miss(boolean gone) implements Settled {
        Miss() {
            this(false);
        }
    }

    /** Another thread or member is being asked. Exactly one of the two ways to wait is taken, once. */
    non-sealed interface Pending extends Lookup {
        /** Waits, on a virtual thread. Later than the bound is a miss. */
        Settled await(long millis);

        /** Calls back on {@code executor}. Later than the bound is a miss. */
        void whenSettled(long millis, Executor executor, Consumer<Settled> then);
    }
}
