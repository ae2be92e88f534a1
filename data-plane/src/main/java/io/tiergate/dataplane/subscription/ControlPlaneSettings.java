package io.tiergate.dataplane.subscription;

import io.tiergate.transport.SecretReference;
import io.tiergate.transport.TlsSettings;
import org.jspecify.annotations.Nullable;

/**
 * Where the control plane is and how the agent shows who it is.
 *
 * @param address {@code HOST:PORT}
 * @param tls with a certificate the agent is known by that, too
 * @param key sent as a bearer key, read anew for every stream; null: none
 * @param maxMessageBytes largest update
 */
public record ControlPlaneSettings(
        String address, TlsSettings tls, @Nullable SecretReference key, int maxMessageBytes) {
    /** Room for about ten times the largest content that is expected. */
    public static final int MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
}
