package io.tiergate.dataplane.cache;

import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where sealed vectors are kept. Thread-safe; may block, and throw where a cluster fails. */
interface VectorRecords {
    @Nullable
    SealedEntry get(CacheKey key);

    void put(CacheKey key, SealedEntry sealed, long ttlMillis);

    void remove(CacheKey key);

    int size();

    /** The keys, as they are while one looks. */
    Set<CacheKey> keys();

    /** What changed. */
    sealed interface Change {
        CacheKey key();

        /** One came, or was replaced. */
        record Put(CacheKey key, SealedEntry sealed) implements Change {}

        /** One went. */
        record Gone(CacheKey key) implements Change {}
    }

    /** Told of changes, by threads that must not be held up. */
    interface Listener extends Consumer<Change> {}
}
