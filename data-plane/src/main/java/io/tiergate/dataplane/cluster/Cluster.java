package io.tiergate.dataplane.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.internal.util.ConcurrencyUtil;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This agent's member of the cluster. It starts in the background, because an agent serves before its cluster is formed; until then,
 * and after a failure, there is no member and whoever asks goes on without. Thread-safe.
 */
public final class Cluster implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);

    static {
        // Hazelcast completes every future in the common pool; where that has one thread (two cores) it starts a
        // platform thread
        // for each, which costs an operation 40 us of CPU. This setter is not its public API: look here after an
        // upgrade.
        ConcurrencyUtil.setDefaultAsyncExecutor(
                task -> Thread.ofVirtual().name("tiergate-cluster-async").start(task));
    }

    private final ClusterSettings settings;
    private final List<ClusterPart> parts;
    private final CountDownLatch started = new CountDownLatch(1);
    private final Object lock = new Object();
    private volatile State state = new State.Starting();

    private Cluster(ClusterSettings settings, List<ClusterPart> parts) {
        this.settings = settings;
        this.parts = List.copyOf(parts);
    }

    /** How far the member is. */
    public sealed interface State {
        /** Not in the cluster yet. */
        record Starting() implements State {}

        /** In the cluster. */
        record Joined(HazelcastInstance member) implements State {}

        /** It did not start; the agent runs without. */
        record Failed(String reason) implements State {}

        /** Closed by its owner. */
        record Closed() implements State {}
    }

    /**
     * Checks the settings and starts joining in the background.
     *
     * @param parts what keeps its data in the cluster
     * @throws ClusterRefusedException if the interface is too wide or unknown, or the port is taken
     */
    public static Cluster start(ClusterSettings settings, List<ClusterPart> parts) {
        Config config = MemberConfig.of(settings);
        parts.forEach(part -> part.configure(config));
        Cluster cluster = new Cluster(settings, parts);
        Thread.ofPlatform().name("tiergate-cluster-start").daemon().start(() -> cluster.join(config));
        return cluster;
    }

    /** How far the member is now. */
    public State state() {
        return state;
    }

    /** The member; null while it is not in the cluster. */
    public @Nullable HazelcastInstance member() {
        return state instanceof State.Joined joined ? joined.member() : null;
    }

    /** Members of the cluster, this one included; 0 while it is not in it. */
    public int size() {
        HazelcastInstance member = member();
        try {
            return member == null ? 0 : member.getCluster().getMembers().size();
        } catch (RuntimeException e) {
            return 0; // going down
        }
    }

    /**
     * Waits until the member has joined or failed to. Not for threads that serve requests.
     *
     * @return whether it is in the cluster
     */
    public boolean awaitStarted(Duration bound) throws InterruptedException {
        return started.await(bound.toMillis(), TimeUnit.MILLISECONDS) && member() != null;
    }

    /** Leaves the cluster gracefully: what this member owns moves to the others first, within a bound. */
    @Override
    public void close() {
        HazelcastInstance member;
        synchronized (lock) {
            member = member();
            state = new State.Closed();
        }
        if (member != null) {
            leave(member);
        }
    }

    private void join(Config config) {
        try {
            HazelcastInstance member = Hazelcast.newHazelcastInstance(config);
            try {
                enter(member);
            } catch (RuntimeException e) {
                leave(member);
                throw e;
            }
        } catch (RuntimeException e) {
            LOG.warn(
                    "the agent runs without the cluster: its member on {}:{} did not start",
                    settings.host(),
                    settings.port(),
                    e);
            settle(new State.Failed(String.valueOf(e.getMessage())));
        } finally {
            started.countDown();
        }
    }

    private void enter(HazelcastInstance member) {
        parts.forEach(part -> part.joined(member));
        if (settle(new State.Joined(member))) {
            LOG.info(
                    "in cluster '{}' of {} on {}:{}", settings.clusterName(), size(), settings.host(), settings.port());
        } else {
            leave(member); // closed meanwhile
        }
    }

    private boolean settle(State next) {
        synchronized (lock) {
            if (state instanceof State.Closed) {
                return false;
            }
            state = next;
            return true;
        }
    }

    private void leave(HazelcastInstance member) {
        parts.forEach(ClusterPart::left);
        try {
            member.shutdown();
        } catch (RuntimeException e) {
            LOG.warn("the cluster member did not shut down cleanly", e);
        }
    }
}
