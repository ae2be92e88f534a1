package io.tiergate.dataplane.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ClusterTest {
    private static final Duration BOUND = Duration.ofSeconds(60);

    @Test
    void widerThanLoopback_isRefusedWithoutAPrivateNetwork() {
        ClusterSettings wide = new ClusterSettings("192.0.2.1", 5701, List.of(), "c", false);

        assertThatThrownBy(() -> Cluster.start(wide, List.of()))
                .isInstanceOf(ClusterRefusedException.class)
                .hasMessageContaining("cluster.host: 192.0.2.1")
                .hasMessageContaining("cluster.private_network: true");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyInterface_isRefusedAlways(boolean privateNetwork) {
        ClusterSettings any = new ClusterSettings("0.0.0.0", 5701, List.of(), "c", privateNetwork);

        assertThatThrownBy(() -> Cluster.start(any, List.of()))
                .isInstanceOf(ClusterRefusedException.class)
                .hasMessageContaining("every interface");
    }

    @Test
    void unknownHost_isRefused() {
        ClusterSettings unknown = new ClusterSettings("no-such-host.invalid", 5701, List.of(), "c", true);

        assertThatThrownBy(() -> Cluster.start(unknown, List.of()))
                .isInstanceOf(ClusterRefusedException.class)
                .hasMessageContaining("no-such-host.invalid");
    }

    @Test
    void portTaken_isRefusedAtOnce() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ClusterSettings settings = ClusterSettings.onLoopback(taken.getLocalPort(), List.of(), "c");

            assertThatThrownBy(() -> Cluster.start(settings, List.of()))
                    .isInstanceOf(ClusterRefusedException.class)
                    .hasMessageContaining("cluster.port: 127.0.0.1:" + taken.getLocalPort())
                    .hasMessageContaining("give this agent another port");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65_536})
    void impossiblePort_isRefused(int port) {
        assertThatThrownBy(() -> ClusterSettings.onLoopback(port, List.of(), "c"))
                .hasMessageContaining("cluster.port is 1 to 65535");
    }

    @Test
    void start_doesNotWaitForTheMember() throws Exception {
        CountDownLatch mayJoin = new CountDownLatch(1);
        Blocking part = new Blocking(mayJoin);
        try (Cluster cluster = Cluster.start(alone(), List.of(part))) {
            assertThat(cluster.state()).isInstanceOf(Cluster.State.Starting.class);
            assertThat(cluster.member()).isNull();
            assertThat(cluster.size()).isZero();

            mayJoin.countDown();

            assertThat(cluster.awaitStarted(BOUND)).isTrue();
            assertThat(cluster.size()).isEqualTo(1);
        }
        assertThat(part.left.get()).isEqualTo(1);
    }

    @Test
    void closedWhileStarting_leavesNoMemberBehind() throws Exception {
        CountDownLatch mayJoin = new CountDownLatch(1);
        Blocking part = new Blocking(mayJoin);
        Cluster cluster = Cluster.start(alone(), List.of(part));

        cluster.close();
        mayJoin.countDown();

        assertThat(cluster.awaitStarted(BOUND)).isFalse();
        assertThat(cluster.state()).isInstanceOf(Cluster.State.Closed.class);
        assertThat(part.left.get()).isEqualTo(1);
    }

    @Test
    void partThatFailsToJoin_leavesTheAgentWithoutACluster() throws Exception {
        ClusterPart failing = new ClusterPart() {
            @Override
            public void configure(Config config) {}

            @Override
            public void joined(HazelcastInstance member) {
                throw new IllegalStateException("not today");
            }

            @Override
            public void left() {}
        };
        try (Cluster cluster = Cluster.start(alone(), List.of(failing))) {
            assertThat(cluster.awaitStarted(BOUND)).isFalse();
            assertThat(cluster.state()).isEqualTo(new Cluster.State.Failed("not today"));
        }
    }

    @Test
    void config_findsAndTellsNothingByItself() throws IOException {
        Config config = MemberConfig.of(alone());

        assertThat(config.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
        assertThat(config.getProperty("hazelcast.socket.bind.any")).isEqualTo("false");
        var network = config.getNetworkConfig();
        assertThat(network.isPortAutoIncrement()).isFalse();
        assertThat(network.getInterfaces().isEnabled()).isTrue();
        assertThat(network.getInterfaces().getInterfaces()).containsExactly("127.0.0.1");
        assertThat(network.getJoin().isAutoDetectionEnabled()).isFalse();
        assertThat(network.getJoin().getMulticastConfig().isEnabled()).isFalse();
        assertThat(network.getJoin().getTcpIpConfig().isEnabled()).isTrue();
    }

    private static ClusterSettings alone() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return ClusterSettings.onLoopback(free.getLocalPort(), List.of(), "alone-" + free.getLocalPort());
        }
    }

    /** Joins only when it may. */
    private static final class Blocking implements ClusterPart {
        private final CountDownLatch mayJoin;
        private final AtomicInteger left = new AtomicInteger();

        Blocking(CountDownLatch mayJoin) {
            this.mayJoin = mayJoin;
        }

        @Override
        public void configure(Config config) {}

        @Override
        public void joined(HazelcastInstance member) {
            try {
                mayJoin.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void left() {
            left.incrementAndGet();
        }
    }
}
