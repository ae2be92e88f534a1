package io.tiergate.dataplane.admit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.hazelcast.core.HazelcastInstance;
import io.tiergate.dataplane.cluster.Cluster;
import io.tiergate.dataplane.cluster.ClusterSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Money of the day over agents, whose members are real. */
@Timeout(120)
class ClusterSpendTest {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final long POLL_NANOS = Duration.ofMillis(5).toNanos();

    private final SetClock clock = new SetClock();
    private final List<Cluster> clusters = new ArrayList<>();

    @AfterEach
    void close() {
        clusters.forEach(Cluster::close);
    }

    @Test
    void agentWithoutACluster_countsItsOwn_byTenantAndDay() {
        ClusterSpend spend = new ClusterSpend("a1", clock);
        spend.add("acme", 100);
        spend.add("acme", 50);
        spend.add("globex", 7);

        assertThat(spend.todayMicros("acme")).isEqualTo(150);
        assertThat(spend.todayMicros("globex")).isEqualTo(7);
        assertThat(spend.todayMicros("nobody")).isZero();
        clock.now = clock.now.plus(Duration.ofDays(1));
        assertThat(spend.todayMicros("acme")).isZero();
    }

    @Test
    void everyAgent_seesWhatAllSpent_onceEach() throws Exception {
        int port = freePort();
        int otherPort = freePort();
        ClusterSpend one = joined("a1", port, port, otherPort);
        ClusterSpend other = joined("a2", otherPort, port, otherPort);
        one.add("acme", 100);
        other.add("acme", 20);

        one.publish();
        other.publish();
        one.add("acme", 3);

        assertComesTo(one, 123);
        assertComesTo(other, 123);
    }

    @Test
    void agentThatComesBack_goesOnFromWhatTheOthersKept() throws Exception {
        int port = freePort();
        int otherPort = freePort();
        ClusterSpend one = joined("a1", port, port, otherPort);
        ClusterSpend before = joined("a2", otherPort, port, otherPort);
        before.add("acme", 20);
        before.publish();
        assertComesTo(one, 20);
        clusters.removeLast().close();

        ClusterSpend after = joined("a2", otherPort, port, otherPort);
        after.add("acme", 5);
        after.publish();

        assertThat(after.todayMicros("acme")).isEqualTo(25);
        assertComesTo(one, 25);
    }

    @Test
    void agentThatLeaves_publishesItsLast() throws Exception {
        int port = freePort();
        int otherPort = freePort();
        ClusterSpend one = joined("a1", port, port, otherPort);
        joined("a2", otherPort, port, otherPort).add("acme", 20);

        clusters.removeLast().close();

        assertComesTo(one, 20);
    }

    /** As a cluster that was cut apart and merged: the other part's older value is kept. */
    @Test
    void totalThatTheClusterForgot_isPublishedAgain() throws Exception {
        int port = freePort();
        ClusterSpend spend = joined("a1", port, port);
        spend.add("acme", 100);
        spend.publish();
        HazelcastInstance member = Objects.requireNonNull(clusters.getFirst().member());
        Map<String, Long> kept = member.getReplicatedMap("spend");
        kept.keySet().forEach(place -> kept.put(place, 1L));

        spend.publish();

        assertThat(spend.todayMicros("acme")).isEqualTo(100);
    }

    @Test
    void clusterThatFails_losesNothing_andEndsNoTimer() throws Exception {
        int port = freePort();
        ClusterSpend spend = joined("a1", port, port);
        spend.add("acme", 100);
        spend.publish();
        Objects.requireNonNull(clusters.getFirst().member()).shutdown();
        spend.add("acme", 5);

        assertThatCode(spend::publish).doesNotThrowAnyException();

        assertThat(spend.todayMicros("acme")).isEqualTo(105);
    }

    @Test
    void yesterdaysMoney_isNotTodays() throws Exception {
        int port = freePort();
        ClusterSpend spend = joined("a1", port, port);
        spend.add("acme", 100);
        spend.publish();
        clock.now = clock.now.plus(Duration.ofDays(1));
        spend.add("acme", 1);

        spend.publish();

        assertThat(spend.todayMicros("acme")).isEqualTo(1);
    }

    /** What members tell each other takes a moment. */
    private static void assertComesTo(ClusterSpend spend, long micros) throws TimeoutException {
        long deadline = System.nanoTime() + BOUND.toNanos();
        while (spend.todayMicros("acme") != micros) {
            if (System.nanoTime() - deadline > 0) {
                throw new TimeoutException("it is " + spend.todayMicros("acme") + ", not " + micros);
            }
            LockSupport.parkNanos(POLL_NANOS);
            spend.publish();
        }
    }

    private ClusterSpend joined(String agent, int port, int... members) throws InterruptedException {
        ClusterSpend spend = new ClusterSpend(agent, clock);
        List<String> addresses = new ArrayList<>();
        for (int member : members) {
            addresses.add("127.0.0.1:" + member);
        }
        Cluster cluster =
                Cluster.start(ClusterSettings.onLoopback(port, addresses, "spend-" + members[0]), List.of(spend));
        clusters.add(cluster);
        assertThat(cluster.awaitStarted(BOUND)).isTrue();
        return spend;
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** Stands still until it is set. */
    private static final class SetClock extends Clock {
        private volatile Instant now = Instant.parse("2026-11-30T12:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
