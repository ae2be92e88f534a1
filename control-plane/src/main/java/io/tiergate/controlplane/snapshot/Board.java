package io.tiergate.controlplane.snapshot;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The current content of every fleet. Generations only rise: what is older than what hangs there is not put up. Thread-safe; watchers
 * are called outside the lock and may see contents out of order, so they compare generations too.
 */
public final class Board {
    private final Object lock = new Object();
    private final Map<String, EnumMap<ResourceKind, Content>> current = new HashMap<>();
    private final Map<String, Set<Watch>> watches = new HashMap<>();

    /** Puts content up unless the same or a newer generation hangs there, and tells its fleet's watchers; says whether it did. */
    public boolean put(Content content) {
        List<Watch> watching;
        synchronized (lock) {
            EnumMap<ResourceKind, Content> ofFleet =
                    current.computeIfAbsent(content.fleet(), fleet -> new EnumMap<>(ResourceKind.class));
            Content before = ofFleet.get(content.resource());
            if (before != null
                    && before.version().generation() >= content.version().generation()) {
                return false;
            }
            ofFleet.put(content.resource(), content);
            watching = new ArrayList<>(watches.getOrDefault(content.fleet(), Set.of()));
        }
        watching.forEach(watch -> watch.watcher.accept(content));
        return true;
    }

    /** What the fleet should run, by resource; resources that nothing was activated of are absent. */
    public Map<ResourceKind, Content> current(String fleet) {
        synchronized (lock) {
            EnumMap<ResourceKind, Content> ofFleet = current.get(fleet);
            return ofFleet == null ? Map.of() : Map.copyOf(ofFleet);
        }
    }

    /** The generation that hangs there; 0 when none does. */
    public long generation(String fleet, ResourceKind resource) {
        Content content = current(fleet).get(resource);
        return content == null ? 0 : content.version().generation();
    }

    /** Calls {@code watcher} with what is current now and with each newer content, until the watch is closed. */
    public Watch watch(String fleet, Consumer<Content> watcher) {
        Watch watch = new Watch(fleet, watcher);
        List<Content> now;
        synchronized (lock) {
            watches.computeIfAbsent(fleet, f -> new LinkedHashSet<>()).add(watch);
            now = List.copyOf(current(fleet).values());
        }
        now.forEach(watcher);
        return watch;
    }

    /** How many watches are open. */
    public int watchCount() {
        synchronized (lock) {
            return watches.values().stream().mapToInt(Set::size).sum();
        }
    }

    /** An open watch of one fleet. Closing it twice does nothing. */
    public final class Watch implements AutoCloseable {
        private final String fleet;
        private final Consumer<Content> watcher;

        private Watch(String fleet, Consumer<Content> watcher) {
            this.fleet = fleet;
            this.watcher = watcher;
        }

        @Override
        public void close() {
            synchronized (lock) {
                Set<Watch> ofFleet = watches.get(fleet);
                if (ofFleet != null && ofFleet.remove(this) && ofFleet.isEmpty()) {
                    watches.remove(fleet);
                }
            }
        }
    }
}
