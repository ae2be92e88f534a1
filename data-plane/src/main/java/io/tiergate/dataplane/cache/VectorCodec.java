package io.tiergate.dataplane.cache;

import io.tiergate.dataplane.cache.vector.QuantizedVector;
import java.nio.BufferUnderflowException;
import org.jspecify.annotations.Nullable;

/** The bytes of a {@link KeptVector}: a version byte, then every field in a fixed order. Another order or field is another version. */
final class VectorCodec {
    private static final byte VERSION = 1;

    private VectorCodec() {}

    static byte[] encode(KeptVector kept) {
        ByteWriter out = new ByteWriter(kept.vector().width() + 2 * kept.text().length() + 256);
        out.octet(VERSION);
        out.number(kept.validity().storedAtMillis());
        out.number(kept.validity().expiresAtMillis());
        out.bytes(kept.vector().toBytes());
        out.text(kept.text());
        out.bytes(kept.answer().partition().toBytes());
        out.bytes(kept.answer().epoch().toBytes());
        out.bytes(kept.answer().key().toBytes());
        out.text(kept.decisionId());
        out.labels(kept.labels());
        return out.done();
    }

    /** What it was; null if the bytes are not one of this version. Never throws. */
    static @Nullable KeptVector decode(byte[] bytes) {
        try {
            ByteReader in = new ByteReader(bytes);
            if (in.octet() != VERSION) {
                return null;
            }
            CachedAnswer.Validity validity = new CachedAnswer.Validity(in.number(), in.number());
            QuantizedVector vector = QuantizedVector.ofBytes(in.bytes());
            if (vector == null) {
                return null;
            }
            KeptVector kept = new KeptVector(
                    vector,
                    in.text(),
                    new CacheIdentity(in.digest(), in.digest(), CacheKey.of(in.bytes())),
                    in.text(),
                    validity,
                    in.labels());
            return in.hasMore() ? null : kept;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return null;
        }
    }
}
