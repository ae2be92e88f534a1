package io.tiergate.dataplane;

import io.tiergate.transport.process.Flags;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The agent's command line. */
final class AgentFlags {
    private AgentFlags() {}

    static Flags known() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("--name", "tiergate.name");
        properties.put("--fleet", "tiergate.fleet");
        properties.put("--data-dir", "tiergate.data-dir");
        properties.put("--http-bind", "tiergate.http.bind");
        properties.put("--grpc-bind", "tiergate.grpc.bind");
        properties.put("--management-bind", "tiergate.management.bind");
        properties.put("--control-plane", "tiergate.control-plane.address");
        properties.put("--control-plane-key", "tiergate.control-plane.key");
        properties.put("--classifier", "tiergate.classifier.address");
        properties.put("--classifier-key", "tiergate.classifier.key");
        properties.put("--cluster-bind", "tiergate.cluster.bind");
        properties.put("--cluster-members", "tiergate.cluster.members");
        properties.put("--cluster-name", "tiergate.cluster.name");
        properties.put("--cluster-key", "tiergate.cluster.key");
        properties.put("--cluster-older-keys", "tiergate.cluster.older-keys");
        properties.put("--cluster-private-network", "tiergate.cluster.private-network");
        properties.put("--tls-certificate", "tiergate.tls-certificate");
        properties.put("--tls-key", "tiergate.tls-key");
        properties.put("--tls-authority", "tiergate.tls-authority");
        properties.put("--insecure", "tiergate.insecure");
        properties.put("--ready-file", "tiergate.ready-file");
        return new Flags(properties, Set.of("--insecure", "--cluster-private-network"));
    }
}
