package io.tiergate.dataplane.cache;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The vectors of an agent that has no cluster. */
final class OwnVectors implements VectorRecords {
    private final Map<CacheKey, SealedEntry> vectors = new ConcurrentHashMap<>();
    private final Listener listener;

    OwnVectors(Listener listener) {
        this.listener = listener;
    }

    @Override
    public @Nullable SealedEntry get(CacheKey key) {
        return vectors.get(key);
    }

    @Override
    public void put(CacheKey key, SealedEntry sealed, long ttlMillis) {
        vectors.put(key, sealed);
        listener.accept(new Change.Put(key, sealed));
    }

    @Override
    public void remove(CacheKey key) {
        if (vectors.remove(key) != null) {
            listener.accept(new Change.Gone(key));
        }
    }

    @Override
    public int size() {
        return vectors.size();
    }

    @Override
    public Set<CacheKey> keys() {
        return vectors.keySet();
    }
}
