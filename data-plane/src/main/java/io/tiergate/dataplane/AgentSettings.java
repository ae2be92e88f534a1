package io.tiergate.dataplane;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.tiergate.transport.TlsSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The agent.
 *
 * @param name unique in the fleet and kept across restarts; the first part of decision ids
 * @param fleet whose content it runs
 * @param dataDir holds the last good content and the records; one agent each
 * @param readyFile written when everything serves; empty: none
 * @param insecure accept addresses wider than loopback without TLS
 * @param tlsCertificate PEM file of its certificate chain; empty: plain text
 * @param tlsKey PEM file of its private key
 * @param tlsAuthority PEM file of the authorities that callers' certificates and the control plane's must come from; empty: the
 *     system's, and callers need keys
 */
@ConfigurationProperties("tiergate")
record AgentSettings(
        String name,
        String fleet,
        String dataDir,
        @Bindable(defaultValue = "") String readyFile,
        @Bindable(defaultValue = "false") boolean insecure,
        @Bindable(defaultValue = "") String tlsCertificate,
        @Bindable(defaultValue = "") String tlsKey,
        @Bindable(defaultValue = "") String tlsAuthority) {
    Path dataDirectory() {
        return Path.of(dataDir);
    }

    TlsSettings tls() {
        return new TlsSettings(path(tlsCertificate), path(tlsKey), path(tlsAuthority));
    }

    private static @Nullable Path path(String text) {
        return text.isEmpty() ? null : Path.of(text);
    }

    /**
     * The HTTP gateway.
     *
     * @param bind {@code HOST:PORT}; port 0: any free one
     * @param maxBodyBytes largest request
     * @param eventLoops how many; 0: one per processor
     * @param patience how long a connection may be quiet when it is the caller's turn: before a request's head has come whole, in the
     *     middle of its body, with its answer there to be taken, after the last answer. A body may take longer while it brings 1 KiB a second
     */
    @ConfigurationProperties("http")
    record Http(
            String bind,
            int maxBodyBytes,
            @Bindable(defaultValue = "0") int eventLoops,
            Duration patience) {}

    /**
     * The gRPC gateway.
     *
     * @param bind {@code HOST:PORT}; port 0: any free one
     * @param maxMessageBytes largest request
     */
    @ConfigurationProperties("grpc")
    record Grpc(String bind, int maxMessageBytes) {}

    /**
     * Where policies come from.
     *
     * @param address {@code HOST:PORT}
     * @param key reference to the agent's key; empty: it shows its certificate
     */
    @ConfigurationProperties("control-plane")
    record ControlPlane(
            String address, @Bindable(defaultValue = "") String key) {}

    /**
     * The classifier node.
     *
     * @param address {@code HOST:PORT}; empty: there is none
     * @param key reference to the key that it wants; empty: none, or this agent's certificate
     */
    @ConfigurationProperties("classifier")
    record Classifier(
            @Bindable(defaultValue = "") String address,
            @Bindable(defaultValue = "") String key) {}

    /**
     * The agents' cluster.
     *
     * @param bind {@code HOST:PORT}; empty: this agent caches for itself alone
     * @param members {@code HOST:PORT} of every agent that may be up
     * @param name members of other names do not join
     * @param privateNetwork only agents can reach an interface wider than loopback
     * @param key reference to the key that entries are sealed with; empty: one that nobody else has
     * @param olderKeys references to keys that only open
     */
    @ConfigurationProperties("cluster")
    record Cluster(
            @Bindable(defaultValue = "") String bind,
            @Nullable List<String> members,
            String name,
            @Bindable(defaultValue = "false") boolean privateNetwork,
            @Bindable(defaultValue = "") String key,
            @Nullable List<String> olderKeys) {
        Cluster {
            members = members == null ? List.of() : List.copyOf(members);
            olderKeys = olderKeys == null ? List.of() : List.copyOf(olderKeys);
        }

        @Override
        public List<String> members() {
            return members == null ? List.of() : members;
        }

        @Override
        public List<String> olderKeys() {
            return olderKeys == null ? List.of() : olderKeys;
        }
    }

    /**
     * Health and metrics.
     *
     * @param bind {@code HOST:PORT}; port 0: any free one
     */
    @ConfigurationProperties("management")
    record Management(String bind) {}
}
