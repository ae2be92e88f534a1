package io.tiergate.dataplane.cache;

import io.tiergate.policy.document.Digest;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An entry as the cluster keeps it. Layout: partition (32 bytes), epoch (32), then the {@link Envelope} that authenticates both, and the key
 * under which the entry is filed. Nobody writes to its bytes.
 */
final class SealedEntry {
    private static final int DIGEST_BYTES = 32;
    private static final int HEADER_BYTES = 2 * DIGEST_BYTES;

    private final byte[] bytes;

    SealedEntry(byte[] bytes) {
        this.bytes = bytes;
    }

    static SealedEntry seal(Envelope envelope, CacheIdentity identity, byte[] content) {
        byte[] sealed = envelope.seal(identity, content);
        return new SealedEntry(ByteBuffer.allocate(HEADER_BYTES + sealed.length)
                .put(identity.partition().toBytes())
                .put(identity.epoch().toBytes())
                .put(sealed)
                .array());
    }

    byte[] bytes() {
        return bytes;
    }

    /** What it says that it is filed under; null if it is too short to say. */
    @Nullable
    CacheIdentity identity(CacheKey key) {
        return bytes.length < HEADER_BYTES ? null : new CacheIdentity(digest(0), digest(DIGEST_BYTES), key);
    }

    /** What was sealed; null if it does not authenticate under that identity. */
    byte @Nullable [] open(Envelope envelope, CacheIdentity identity) {
        if (bytes.length < HEADER_BYTES) {
            return null;
        }
        byte[] sealed = new byte[bytes.length - HEADER_BYTES];
        System.arraycopy(bytes, HEADER_BYTES, sealed, 0, sealed.length);
        return envelope.open(identity, sealed);
    }

    /** What was sealed under the identity that it names itself; null if it does not authenticate. */
    byte @Nullable [] open(Envelope envelope, CacheKey key) {
        CacheIdentity identity = identity(key);
        return identity == null ? null : open(envelope, identity);
    }

    private Digest digest(int from) {
        byte[] digest = new byte[DIGEST_BYTES];
        System.arraycopy(bytes, from, digest, 0, DIGEST_BYTES);
        return Digest.fromBytes(digest);
    }
}
