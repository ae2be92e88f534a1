package io.tiergate.controlplane;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.tiergate.transport.TlsSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The process.
 *
 * @param dataDir holds the H2 file and the bootstrap keys; made when absent
 * @param insecure accept addresses wider than loopback without TLS
 * @param readyFile written when everything serves; empty: none
 * @param tlsCertificate PEM file of the server's certificate chain; empty: plain text
 * @param tlsKey PEM file of its private key
 * @param tlsAuthority PEM file of the authorities that agents' and people's certificates must come from; empty: no certificates
 */
@ConfigurationProperties("tiergate")
record ProcessSettings(
        String dataDir,
        @Bindable(defaultValue = "false") boolean insecure,
        @Bindable(defaultValue = "") String readyFile,
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
}
