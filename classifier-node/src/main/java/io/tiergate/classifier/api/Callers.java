package io.tiergate.classifier.api;

import io.grpc.Context;
import io.tiergate.transport.Door;
import io.tiergate.transport.PresentedCredential;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Who may call: whoever has the node's key, or a certificate that the node's authority vouches for. Thread-safe. */
public final class Callers {
    private final byte @Nullable [] key;
    private final boolean certificates;

    /**
     * The callers of one node; anybody where neither is set, which {@link io.tiergate.transport.BindAddress} allows on loopback alone.
     *
     * @param key that agents present; null: none opens
     * @param certificates whether a verified certificate opens
     */
    public Callers(@Nullable String key, boolean certificates) {
        this.key = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        this.certificates = certificates;
    }

    /** Whether a caller needs a credential at all. */
    public boolean credentialsRequired() {
        return key != null || certificates;
    }

    /** Lets in whom these admit. */
    public Door door() {
        return new Door(
                presented -> admits(presented) ? Context.current() : null,
                "the node's key (authorization: Bearer ...) or a certificate");
    }

    boolean admits(PresentedCredential presented) {
        return switch (presented) {
            case PresentedCredential.BearerKey bearer ->
                key == null
                        ? !credentialsRequired()
                        : MessageDigest.isEqual(key, bearer.key().getBytes(StandardCharsets.UTF_8));
            case PresentedCredential.Certificate certificate -> certificates || !credentialsRequired();
            case PresentedCredential.Nothing nothing -> !credentialsRequired();
        };
    }
}
