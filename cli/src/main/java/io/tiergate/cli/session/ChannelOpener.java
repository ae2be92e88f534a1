package io.tiergate.cli.session;

import io.grpc.ManagedChannel;
import io.tiergate.transport.TlsSettings;
import java.io.IOException;

/** Opens channels to other processes. */
@FunctionalInterface
public interface ChannelOpener {
    /**
     * A channel; the caller shuts it down.
     *
     * @param target {@code HOST:PORT}
     * @throws IOException if a TLS file cannot be read
     */
    ManagedChannel open(String target, TlsSettings tls) throws IOException;
}
