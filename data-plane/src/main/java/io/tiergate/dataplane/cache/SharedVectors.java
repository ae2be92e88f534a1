package io.tiergate.dataplane.cache;

import com.hazelcast.core.EntryAdapter;
import com.hazelcast.core.EntryEvent;
import com.hazelcast.replicatedmap.ReplicatedMap;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The vectors of all agents, whole in each of them. */
final class SharedVectors implements VectorRecords {
    private final ReplicatedMap<CacheKey, SealedEntry> map;

    SharedVectors(ReplicatedMap<CacheKey, SealedEntry> map, Listener listener) {
        this.map = map;
        var _ = map.addEntryListener(new Told(listener));
    }

    @Override
    public @Nullable SealedEntry get(CacheKey key) {
        return map.get(key);
    }

    @Override
    public void put(CacheKey key, SealedEntry sealed, long ttlMillis) {
        var _ = map.put(key, sealed, ttlMillis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void remove(CacheKey key) {
        var _ = map.remove(key);
    }

    @Override
    public int size() {
        return map.size();
    }

    @Override
    public Set<CacheKey> keys() {
        return map.keySet();
    }

    /** Passes on what the cluster's threads tell. */
    private static final class Told extends EntryAdapter<CacheKey, SealedEntry> {
        private final Listener listener;

        Told(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void entryAdded(EntryEvent<CacheKey, SealedEntry> event) {
            put(event);
        }

        @Override
        public void entryUpdated(EntryEvent<CacheKey, SealedEntry> event) {
            put(event);
        }

        @Override
        public void entryRemoved(EntryEvent<CacheKey, SealedEntry> event) {
            gone(event);
        }

        @Override
        public void entryEvicted(EntryEvent<CacheKey, SealedEntry> event) {
            gone(event);
        }

        @Override
        public void entryExpired(EntryEvent<CacheKey, SealedEntry> event) {
            gone(event);
        }

        private void put(EntryEvent<CacheKey, SealedEntry> event) {
            listener.accept(new Change.Put(event.getKey(), event.getValue()));
        }

        private void gone(EntryEvent<CacheKey, SealedEntry> event) {
            listener.accept(new Change.Gone(event.getKey()));
        }
    }
}
