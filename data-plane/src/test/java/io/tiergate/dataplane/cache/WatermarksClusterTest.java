package io.tiergate.dataplane.cache;

import static io.tiergate.dataplane.cache.TwoAgents.look;
import static io.tiergate.dataplane.cache.TwoAgents.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.core.HazelcastInstance;
import io.tiergate.dataplane.cache.Watermark.Kind;
import io.tiergate.dataplane.cache.Watermark.Selection;
import io.tiergate.dataplane.cluster.Cluster;
import io.tiergate.dataplane.cluster.ClusterSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Invalidations of one agent, as the others see them. */
@Timeout(240)
class WatermarksClusterTest {
    private static final ClusterKeys KEYS = ClusterKeys.ofThisAgentOnly();
    private static final Selection ACME = new Selection(Kind.TENANT, "acme");

    /** An agent whose member looks for the others only once it is told of them. */
    private static final class Alone implements AutoCloseable {
        final Watermarks marks = new Watermarks(KEYS);
        final ExactCache exact = new ExactCache(ExactCacheSettings.DEFAULT, KEYS, marks, InstantSource.system());
        final Cluster cluster;

        Alone(int port, String name, List<String> members) {
            this.cluster = Cluster.start(ClusterSettings.onLoopback(port, members, name), List.of(marks, exact));
        }

        HazelcastInstance member() {
            return Objects.requireNonNull(cluster.member());
        }

        /** From now on its member looks for that one, too. */
        void hearsOf(int otherPort) {
            member().getConfig().getNetworkConfig().getJoin().getTcpIpConfig().addMember("127.0.0.1:" + otherPort);
        }

        @Override
        public void close() {
            cluster.close();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static void store(ExactCache cache, CacheIdentity identity) throws TimeoutException {
        long now = System.currentTimeMillis();
        TwoAgents.store(cache, identity, Samples.cached("old", now, now + 3_600_000));
    }

    private static Watermark now() {
        return new Watermark(ACME, System.currentTimeMillis());
    }

    @Test
    void invalidatedOnOne_isServedByNeither_thoughBothHaveItAtHand() throws Exception {
        try (TwoAgents agents = TwoAgents.formed(KEYS, KEYS)) {
            CacheIdentity identity = Samples.identity("q");
            store(agents.one, identity);
            assertThat(look(agents.other, identity)).isInstanceOf(Lookup.Hit.class);
            Watermark watermark = now();
            assertThat(agents.one.tally(watermark)).isEqualTo(new Tally(1, 1));
            assertThat(agents.other.tally(watermark)).isEqualTo(new Tally(1, 1));

            agents.oneMarks.add(watermark);

            assertThat(look(agents.one, identity)).isInstanceOf(Lookup.Miss.class);
            until(() -> look(agents.other, identity) instanceof Lookup.Miss);
        }
    }

    @Test
    void partsThatWereApart_haveAllInvalidationsOnceTheyMerge_andNoEntryComesBack() throws Exception {
        int onePort = freePort();
        int otherPort = freePort();
        String name = "apart-" + onePort;
        CacheIdentity identity = Samples.identity("q");
        CacheIdentity later = Samples.identity("later");
        try (Alone one = new Alone(onePort, name, List.of("127.0.0.1:" + onePort));
                Alone other = new Alone(otherPort, name, List.of("127.0.0.1:" + otherPort))) {
            until(() -> one.cluster.size() == 1 && other.cluster.size() == 1);
            store(one.exact, identity);
            store(other.exact, identity);
            Watermark watermark = now();
            one.marks.add(watermark);
            assertThat(look(one.exact, identity)).isInstanceOf(Lookup.Miss.class);
            assertThat(look(other.exact, identity)).as("it cannot know yet").isInstanceOf(Lookup.Hit.class);
            other.marks.add(new Watermark(new Selection(Kind.TENANT, "umbrella"), 1));
            until(() -> System.currentTimeMillis() > watermark.untilMillis());
            store(other.exact, later);

            one.hearsOf(otherPort);
            other.hearsOf(onePort);
            until(() -> one.cluster.size() == 2 && other.cluster.size() == 2);

            until(() -> one.marks.size() == 2 && other.marks.size() == 2);
            assertThat(look(one.exact, identity)).isInstanceOf(Lookup.Miss.class);
            assertThat(look(other.exact, identity)).isInstanceOf(Lookup.Miss.class);
            until(() -> look(one.exact, later) instanceof Lookup.Hit);
        }
    }

    @Test
    void lateJoiner_knowsThemBeforeItServes() throws Exception {
        int onePort = freePort();
        String name = "late-" + onePort;
        CacheIdentity identity = Samples.identity("q");
        try (Alone one = new Alone(onePort, name, List.of("127.0.0.1:" + onePort))) {
            until(() -> one.cluster.size() == 1);
            store(one.exact, identity);
            one.marks.add(now());
            try (Alone late = new Alone(freePort(), name, List.of("127.0.0.1:" + onePort))) {
                until(() -> late.cluster.size() == 2);

                assertThat(late.marks.size()).isEqualTo(1);
                assertThat(look(late.exact, identity)).isInstanceOf(Lookup.Miss.class);
            }
        }
    }

    @Test
    void oneThatDoesNotAuthenticate_hasNoEffect() throws Exception {
        try (TwoAgents agents = TwoAgents.formed(KEYS, ClusterKeys.ofThisAgentOnly())) {
            CacheIdentity identity = Samples.identity("q");
            store(agents.one, identity);
            agents.otherMarks.add(now());
            until(() -> Objects.requireNonNull(agents.oneMember.member())
                            .getReplicatedMap("invalidations")
                            .size()
                    == 1);
            agents.oneMarks.add(new Watermark(new Selection(Kind.TENANT, "umbrella"), 1));

            assertThat(look(agents.one, identity)).isInstanceOf(Lookup.Hit.class);
        }
    }
}
