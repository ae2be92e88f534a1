package io.tiergate.dataplane.cache;

import io.tiergate.dataplane.model.ChatRequest;
import io.tiergate.policy.document.Digest;
import java.nio.ByteBuffer;
import java.util.Set;

/**
 * What an answer is filed under. Two requests have equal identities only if every field is equal byte for byte, as it stands in the
 * body: formatting differences cost a miss, never a wrong hit.
 *
 * @param partition digest of every field but the last user turn
 * @param epoch digest of what in the policy can change an answer (also part of the partition; sealed entries name it)
 * @param key the partition and the last user turn
 */
public record CacheIdentity(Digest partition, Digest epoch, CacheKey key) {
    private static final Set<IdentityField> ALL = Set.of(IdentityField.values());

    /** The identity of a request: one pass over its body. */
    public static CacheIdentity of(CacheScope scope, ChatRequest request) {
        return of(scope, request, ALL);
    }

    /** The identity by some fields only, so that a test can show that each one is needed. */
    static CacheIdentity of(CacheScope scope, ChatRequest request, Set<IdentityField> fields) {
        return new IdentityHash(scope, request).over(fields);
    }

    /** What a sealed entry authenticates beside its content. */
    byte[] authenticated() {
        ByteBuffer bytes = ByteBuffer.allocate(3 * CacheKey.BYTES);
        bytes.put(partition.toBytes()).put(epoch.toBytes());
        key.writeTo(bytes);
        return bytes.array();
    }
}
