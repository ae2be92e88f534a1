package io.tiergate.controlplane;

import io.tiergate.transport.process.Flags;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The control plane's command line. */
final class ControlPlaneFlags {
    private ControlPlaneFlags() {}

    static Flags known() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("--data-dir", "tiergate.data-dir");
        properties.put("--grpc-bind", "tiergate.grpc.bind");
        properties.put("--management-bind", "tiergate.management.bind");
        properties.put("--database-url", "tiergate.database.url");
        properties.put("--database-user", "tiergate.database.user");
        properties.put("--database-password", "tiergate.database.password");
        properties.put("--tls-certificate", "tiergate.tls-certificate");
        properties.put("--tls-key", "tiergate.tls-key");
        properties.put("--tls-authority", "tiergate.tls-authority");
        properties.put("--insecure", "tiergate.insecure");
        properties.put("--ready-file", "tiergate.ready-file");
        return new Flags(properties, Set.of("--insecure"));
    }
}
