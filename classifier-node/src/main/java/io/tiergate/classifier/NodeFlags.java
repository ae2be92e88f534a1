package io.tiergate.classifier;

import io.tiergate.transport.process.Flags;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The classifier node's command line. */
final class NodeFlags {
    private NodeFlags() {}

    static Flags known() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("--grpc-bind", "tiergate.grpc.bind");
        properties.put("--management-bind", "tiergate.management.bind");
        properties.put("--models", "tiergate.models.directory");
        properties.put("--default-model", "tiergate.models.default-model");
        properties.put("--device", "tiergate.run.device");
        properties.put("--threads", "tiergate.run.threads");
        properties.put("--most-texts", "tiergate.run.most-texts");
        properties.put("--longest-wait", "tiergate.run.longest-wait");
        properties.put("--batch-texts", "tiergate.run.batch-texts");
        properties.put("--batch-wait", "tiergate.run.batch-wait");
        properties.put("--key", "tiergate.key");
        properties.put("--tls-certificate", "tiergate.tls-certificate");
        properties.put("--tls-key", "tiergate.tls-key");
        properties.put("--tls-authority", "tiergate.tls-authority");
        properties.put("--insecure", "tiergate.insecure");
        properties.put("--ready-file", "tiergate.ready-file");
        return new Flags(properties, Set.of("--insecure"));
    }
}
