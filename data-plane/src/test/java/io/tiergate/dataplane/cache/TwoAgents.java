package io.tiergate.dataplane.cache;

import io.tiergate.dataplane.cluster.Cluster;
import io.tiergate.dataplane.cluster.ClusterSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Two real members in this process, each with an exact cache. */
final class TwoAgents implements AutoCloseable {
    private static final long BOUND_NANOS = Duration.ofSeconds(60).toNanos();
    private static final long POLL_NANOS = Duration.ofMillis(5).toNanos();

    final ExactCache one;
    final ExactCache other;
    final Watermarks oneMarks;
    final Watermarks otherMarks;
    final SemanticCache oneSemantic;
    final SemanticCache otherSemantic;
    final Cluster oneMember;
    final Cluster otherMember;

    private TwoAgents(ClusterKeys oneKeys, ClusterKeys otherKeys, int onePort, int otherPort) throws IOException {
        String name = "test-" + onePort;
        List<String> members = List.of("127.0.0.1:" + onePort, "127.0.0.1:" + otherPort);
        oneMarks = new Watermarks(oneKeys);
        otherMarks = new Watermarks(otherKeys);
        one = new ExactCache(ExactCacheSettings.DEFAULT, oneKeys, oneMarks, InstantSource.system());
        other = new ExactCache(ExactCacheSettings.DEFAULT, otherKeys, otherMarks, InstantSource.system());
        oneSemantic = Alike.cache(oneKeys, one, oneMarks);
        otherSemantic = Alike.cache(otherKeys, other, otherMarks);
        oneMember =
                Cluster.start(ClusterSettings.onLoopback(onePort, members, name), List.of(oneMarks, one, oneSemantic));
        otherMember = Cluster.start(
                ClusterSettings.onLoopback(otherPort, members, name), List.of(otherMarks, other, otherSemantic));
    }

    /** Started together, formed, and done with moving partitions: while one moves, its old owner still answers reads (a miss). */
    static TwoAgents formed(ClusterKeys oneKeys, ClusterKeys otherKeys) throws IOException, TimeoutException {
        int onePort;
        int otherPort;
        try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket second = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            onePort = first.getLocalPort();
            otherPort = second.getLocalPort();
        }
        TwoAgents agents = new TwoAgents(oneKeys, otherKeys, onePort, otherPort);
        until(() -> agents.oneMember.size() == 2 && agents.otherMember.size() == 2);
        until(() -> isSettled(agents.oneMember) && isSettled(agents.otherMember));
        return agents;
    }

    private static boolean isSettled(Cluster cluster) {
        return Objects.requireNonNull(cluster.member()).getPartitionService().isClusterSafe();
    }

    /** Waits for something that happens in other threads. */
    static void until(BooleanSupplier condition) throws TimeoutException {
        long deadline = System.nanoTime() + BOUND_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new TimeoutException("it did not come to be");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Stores and waits until the cluster has it. */
    static void store(ExactCache cache, CacheIdentity identity, CachedAnswer answer) throws TimeoutException {
        long before = cache.stats().stored();
        cache.store(identity, answer);
        until(() -> cache.stats().stored() > before);
    }

    /** What a look gives when there is time. */
    static Lookup.Settled look(ExactCache cache, CacheIdentity identity) {
        return switch (cache.lookup(identity)) {
            case Lookup.Settled settled -> settled;
            case Lookup.Pending pending -> pending.await(30_000);
        };
    }

    @Override
    public void close() {
        oneMember.close();
        otherMember.close();
        oneSemantic.close();
        otherSemantic.close();
    }
}
