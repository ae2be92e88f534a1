package io.tiergate.dataplane.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/**
 * What a member is started with. Nothing is found or told by itself: one named interface, members by address, no multicast, no phoning
 * home. A silent member is given up after seconds, not Hazelcast's minute, because a cache must never hold a request up.
 */
final class MemberConfig {
    /** Also the length of one round of the join, so it decides how fast agents that start together form. */
    private static final int CONNECT_TIMEOUT_SECONDS = 1;

    private MemberConfig() {}

    static Config of(ClusterSettings settings) {
        InetAddress address = address(settings);
        requireFree(settings, address);
        Config config = new Config();
        config.setClusterName(settings.clusterName());
        properties(config);
        network(config.getNetworkConfig(), settings, address);
        config.getMetricsConfig().setEnabled(false);
        // Ours are the only types kept; nothing but Hazelcast's own may come as serialized Java objects.
        config.getSerializationConfig().setJavaSerializationFilterConfig(new JavaSerializationFilterConfig());
        return config;
    }

    private static void properties(Config config) {
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        config.setProperty("hazelcast.graceful.shutdown.max.wait", "5");
        config.setProperty("hazelcast.heartbeat.interval.seconds", "2");
        config.setProperty("hazelcast.max.no.heartbeat.seconds", "10");
        config.setProperty("hazelcast.operation.call.timeout.millis", "5000");
        config.setProperty("hazelcast.invocation.max.retry.count", "20");
        config.setProperty("hazelcast.wait.seconds.before.join", "0");
        // Halves that started or were cut apart find each other within seconds.
        config.setProperty("hazelcast.merge.first.run.delay.seconds", "2");
        config.setProperty("hazelcast.merge.next.run.delay.seconds", "5");
    }

    private static void network(NetworkConfig network, ClusterSettings settings, InetAddress address) {
        network.setPort(settings.port()).setPortAutoIncrement(false);
        network.getInterfaces().setEnabled(true).addInterface(address.getHostAddress());
        JoinConfig join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig()
                .setEnabled(true)
                .setMembers(settings.members())
                .setConnectionTimeoutSeconds(CONNECT_TIMEOUT_SECONDS);
    }

    private static InetAddress address(ClusterSettings settings) {
        InetAddress address;
        try {
            address = InetAddress.getByName(settings.host());
        } catch (UnknownHostException e) {
            throw new ClusterRefusedException("cluster.host: no address is known for '" + settings.host() + "'", e);
        }
        if (address.isAnyLocalAddress()) {
            throw new ClusterRefusedException(
                    "cluster.host: " + settings.host()
                            + " is every interface; name the one that leads to the other agents",
                    null);
        }
        if (!address.isLoopbackAddress() && !settings.privateNetwork()) {
            throw new ClusterRefusedException(
                    "cluster.host: " + settings.host() + " is wider than loopback, and members do not encrypt what they"
                            + " say to each other. Bind 127.0.0.1, or set cluster.private_network: true if only agents"
                            + " can reach that interface",
                    null);
        }
        return address;
    }

    private static void requireFree(ClusterSettings settings, InetAddress address) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(address, settings.port()));
        } catch (IOException e) {
            throw new ClusterRefusedException(
                    "cluster.port: " + settings.host() + ":" + settings.port() + " cannot be bound (" + e.getMessage()
                            + "); give this agent another port, or stop what uses it",
                    e);
        }
    }
}
