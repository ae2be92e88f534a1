package io.tiergate.dataplane.cache;

import io.tiergate.policy.document.Digest;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A {@link KeptVector} as the cluster keeps it. Layout: partition (32 bytes), epoch (32), then the {@link Envelope} that authenticates both,
 * and the key under which it is filed. Nobody writes to its bytes.
 */
final class SealedVector {
    private static final int DIGEST_BYTES = 32;
    private static final int HEADER_BYTES = 2 * DIGEST_BYTES;

    private final byte[] bytes;

    SealedVector(byte[] bytes) {
        this.bytes = bytes;
    }

    static SealedVector seal(Envelope envelope, CacheIdentity question, KeptVector kept) {
        byte[] sealed = envelope.seal(question, VectorCodec.encode(kept));
        return new SealedVector(ByteBuffer.allocate(HEADER_BYTES + sealed.length)
                .put(question.partition().toBytes())
                .put(question.epoch().toBytes())
                .put(sealed)
                .array());
    }

    byte[] bytes() {
        return bytes;
    }

    /** What it is filed under there; null if it is too short for one. */
    @Nullable
    CacheIdentity identity(CacheKey key) {
        if (bytes.length < HEADER_BYTES) {
            return null;
        }
        return new CacheIdentity(digest(0), digest(DIGEST_BYTES), key);
    }

    /** What was sealed; null if it does not authenticate under that identity or cannot be read. */
    @Nullable
    KeptVector open(Envelope envelope, CacheIdentity identity) {
        byte[] sealed = new byte[bytes.length - HEADER_BYTES];
        System.arraycopy(bytes, HEADER_BYTES, sealed, 0, sealed.length);
        byte[] content = envelope.open(identity, sealed);
        return content == null ? null : VectorCodec.decode(content);
    }

    private Digest digest(int from) {
        byte[] digest = new byte[DIGEST_BYTES];
        System.arraycopy(bytes, from, digest, 0, DIGEST_BYTES);
        return Digest.fromBytes(digest);
    }
}
