package io.tiergate.transport;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * TLS of one server or client; null where a file is not given.
 *
 * @param certificateChain PEM file of its own certificate and intermediates
 * @param privateKey PEM file (PKCS#8) of its own key
 * @param trustedCertificates PEM file of the authorities that the other side's certificate must come from; a server that has one
 *     asks callers for a certificate, a client without one trusts the system's authorities
 */
public record TlsSettings(
        @Nullable Path certificateChain,
        @Nullable Path privateKey,
        @Nullable Path trustedCertificates) {
    /** No files given: plain text, on loopback only. */
    public static final TlsSettings NONE = new TlsSettings(null, null, null);

    public TlsSettings {
        if ((certificateChain == null) != (privateKey == null)) {
            throw new IllegalArgumentException(
                    "TLS needs both a certificate chain and a private key; one of them is missing");
        }
    }

    /** Whether a server with these settings can speak TLS. */
    public boolean hasCertificate() {
        return certificateChain != null;
    }

    /** Whether anything is set at all; then a client speaks TLS. */
    public boolean isSet() {
        return hasCertificate() || trustedCertificates != null;
    }
}
