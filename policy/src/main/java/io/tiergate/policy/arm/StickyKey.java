package io.tiergate.policy.arm;

import io.tiergate.policy.document.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * What keeps a caller in its arm: a hash of tenant and session (without one, tenant and user; without either, the decision id). Kept
 * in records in place of the session's name.
 *
 * @param hash first 8 bytes of a SHA-256
 */
public record StickyKey(long hash) {
    private static final int BUCKETS = 10_000;

    /** The key of a tenant's session, user or decision; {@code kind} keeps the three apart. */
    public static StickyKey of(Kind kind, String tenant, String id) {
        MessageDigest sha = Digest.sha256();
        sha.update(kind.tag);
        byte[] tenantBytes = tenant.getBytes(StandardCharsets.UTF_8);
        sha.update(ByteBuffer.allocate(4).putInt(tenantBytes.length).flip());
        sha.update(tenantBytes);
        return new StickyKey(
                ByteBuffer.wrap(sha.digest(id.getBytes(StandardCharsets.UTF_8))).getLong());
    }

    /** A number from 0 to 9,999, uniform over keys and independent between salts. */
    int bucket(String salt) {
        MessageDigest sha = Digest.sha256();
        sha.update(salt.getBytes(StandardCharsets.UTF_8));
        sha.update(ByteBuffer.allocate(Long.BYTES).putLong(hash).flip());
        return (int) Long.remainderUnsigned(ByteBuffer.wrap(sha.digest()).getLong(), BUCKETS);
    }

    /** What the key was made of. */
    public enum Kind {
        SESSION('s'),
        USER('u'),
        DECISION('d');

        private final byte tag;

        Kind(char tag) {
            this.tag = (byte) tag;
        }
    }
}
