package io.tiergate.dataplane.cluster;

import java.util.List;

/**
 * How an agent's member of the cluster is reached and whom it looks for.
 *
 * @param host the interface that it binds: a name or address of this machine, never all interfaces
 * @param port where other members connect
 * @param members {@code HOST:PORT} of every agent that may be up, this one's own allowed; empty: it stays alone
 * @param clusterName members of other names do not join
 * @param privateNetwork the operator says that only agents can reach the interface; needed for anything wider than loopback, because
 *     members neither encrypt nor authenticate what they say to each other (entries are sealed all the same)
 */
public record ClusterSettings(String host, int port, List<String> members, String clusterName, boolean privateNetwork) {
    public ClusterSettings {
        if (host.isBlank()) {
            throw new IllegalArgumentException("cluster.host is empty; name the interface, for example 127.0.0.1");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("cluster.port is 1 to 65535, not " + port);
        }
        if (clusterName.isBlank()) {
            throw new IllegalArgumentException("cluster.name is empty");
        }
        members = List.copyOf(members);
    }

    /** A member on loopback. */
    public static ClusterSettings onLoopback(int port, List<String> members, String clusterName) {
        return new ClusterSettings("127.0.0.1", port, members, clusterName, false);
    }
}
