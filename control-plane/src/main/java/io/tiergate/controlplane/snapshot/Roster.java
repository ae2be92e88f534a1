package io.tiergate.controlplane.snapshot;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArraySet;
import org.jspecify.annotations.Nullable;

/**
 * The agents and how they stand, reachable or not. An agent whose stream is gone stays listed until its lease ends. Thread-safe;
 * watchers and replaced streams are called outside the lock.
 */
public final class Roster {
    private final Object lock = new Object();
    private final Map<AgentId, Entry> agents = new TreeMap<>();
    private final Set<Watch> watches = new CopyOnWriteArraySet<>();
    private final Board board;
    private final InstantSource clock;
    private final Duration lease;
    private final int maxAgents;

    /**
     * An empty roster.
     *
     * @param board what the agents should run
     * @param clock for "last seen", leases and time to active
     * @param lease how long an agent without a stream stays listed
     * @param maxAgents how many are listed at most
     */
    public Roster(Board board, InstantSource clock, Duration lease, int maxAgents) {
        this.board = board;
        this.clock = clock;
        this.lease = lease;
        this.maxAgents = maxAgents;
    }

    /**
     * Lists an agent's stream. An older stream of the same agent is told through its {@code replaced}, and says nothing here any more.
     *
     * @return null when the roster is full
     */
    public @Nullable Attachment attach(AgentProfile profile, Runnable replaced) {
        Attachment attachment = new Attachment(profile.id(), replaced);
        Attachment older;
        synchronized (lock) {
            dropExpired();
            Entry entry = agents.get(profile.id());
            if (entry == null) {
                if (agents.size() >= maxAgents) {
                    return null;
                }
                entry = new Entry(profile);
                agents.put(profile.id(), entry);
            } else if (!entry.profile.build().equals(profile.build())) {
                entry.statuses.clear();
            }
            older = entry.attachment;
            entry.profile = profile;
            entry.attachment = attachment;
            entry.lastSeen = clock.instant();
        }
        if (older != null) {
            older.replaced.run();
        }
        changed();
        return attachment;
    }

    /** All agents of one fleet, or of all fleets when it is empty, by fleet and name. */
    public List<AgentView> agents(String fleet) {
        synchronized (lock) {
            dropExpired();
            List<AgentView> views = new ArrayList<>();
            for (Entry entry : agents.values()) {
                if (fleet.isEmpty() || fleet.equals(entry.profile.id().fleet())) {
                    views.add(entry.view(board.current(entry.profile.id().fleet())));
                }
            }
            return views;
        }
    }

    /** Calls {@code watcher} after every change, until the watch is closed. Many changes may come as one. */
    public Watch watch(Runnable watcher) {
        Watch watch = new Watch(watcher);
        watches.add(watch);
        return watch;
    }

    /** How many watches are open. */
    public int watchCount() {
        return watches.size();
    }

    private void changed() {
        watches.forEach(watch -> watch.watcher.run());
    }

    private void dropExpired() {
        Instant oldest = clock.instant().minus(lease);
        agents.values().removeIf(entry -> entry.attachment == null && entry.lastSeen.isBefore(oldest));
    }

    /** An open watch. Closing it twice does nothing. */
    public final class Watch implements AutoCloseable {
        private final Runnable watcher;

        private Watch(Runnable watcher) {
            this.watcher = watcher;
        }

        @Override
        public void close() {
            watches.remove(this);
        }
    }

    /** One stream's place in the roster. What it says after it was replaced or detached is ignored. */
    public final class Attachment {
        private final AgentId id;
        private final Runnable replaced;

        private Attachment(AgentId id, Runnable replaced) {
            this.id = id;
            this.replaced = replaced;
        }

        /** What the agent is known to have refused, from earlier streams of the same build. */
        public Rejections rejections(ResourceKind resource) {
            synchronized (lock) {
                Entry entry = own();
                ResourceStatus status = entry == null ? null : entry.statuses.get(resource);
                return status == null ? Rejections.NONE : status.rejections();
            }
        }

        /** The agent said something. */
        public void seen() {
            synchronized (lock) {
                Entry entry = own();
                if (entry != null) {
                    entry.lastSeen = clock.instant();
                }
            }
        }

        /** How a resource stands now. */
        public void show(ResourceKind resource, ResourceStatus status) {
            synchronized (lock) {
                Entry entry = own();
                if (entry == null || status.equals(entry.statuses.put(resource, status))) {
                    return;
                }
            }
            changed();
        }

        /** The agent runs this content now; returns the microseconds since its activation in the control plane. */
        public long activated(Content content) {
            long micros = Math.max(0, ChronoUnit.MICROS.between(content.activatedAt(), clock.instant()));
            synchronized (lock) {
                Entry entry = own();
                if (entry != null) {
                    entry.timesToActive.put(content.resource(), micros);
                }
            }
            return micros;
        }

        /** The stream is gone. */
        public void detach() {
            synchronized (lock) {
                Entry entry = own();
                if (entry == null) {
                    return;
                }
                entry.attachment = null;
                entry.lastSeen = clock.instant();
            }
            changed();
        }

        private @Nullable Entry own() {
            Entry entry = agents.get(id);
            return entry != null && entry.attachment == this ? entry : null;
        }
    }

    private final class Entry {
        private final Map<ResourceKind, ResourceStatus> statuses = new EnumMap<>(ResourceKind.class);
        private final Map<ResourceKind, Long> timesToActive = new EnumMap<>(ResourceKind.class);
        private AgentProfile profile;
        private @Nullable Attachment attachment;
        private Instant lastSeen = clock.instant();

        private Entry(AgentProfile profile) {
            this.profile = profile;
        }

        private AgentView view(Map<ResourceKind, Content> current) {
            Map<ResourceKind, ResourceStatus> seen = new EnumMap<>(ResourceKind.class);
            for (ResourceKind resource : ResourceKind.values()) {
                Content target = current.get(resource);
                seen.put(
                        resource,
                        statuses.getOrDefault(resource, ResourceStatus.EMPTY)
                                .against(target == null ? null : target.version(), attachment != null));
            }
            return new AgentView(profile, attachment != null, lastSeen, seen, timesToActive);
        }
    }
}
