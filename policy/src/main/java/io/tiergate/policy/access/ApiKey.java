package io.tiergate.policy.access;

import io.tiergate.policy.document.Digest;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key as the access document knows it: never the secret.
 *
 * @param id public part, {@code ID} of {@code tg_ID_SECRET}
 * @param tenant whose it is; empty for keys of the platform team that call no model
 * @param hash SHA-256 of the whole key's UTF-8 text; the secret has 256 random bits, so that a fast hash is safe
 * @param roles what it may do
 * @param label for people; may be empty
 * @param expires first moment at which it no longer works; null: never
 */
public record ApiKey(
        String id,
        String tenant,
        Digest hash,
        Set<Role> roles,
        String label,
        @Nullable Instant expires) {
    public ApiKey {
        roles = Set.copyOf(roles);
    }
}
