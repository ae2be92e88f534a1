package io.tiergate.policy.access;

import io.tiergate.policy.document.Digest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who may call. Immutable.
 *
 * @param digest of the document
 * @param tenants by name
 * @param keys by key id
 * @param certificates by the certificate's name (a URI or DNS subject alternative name, else the subject's CN)
 */
public record Access(
        Digest digest,
        Map<String, Tenant> tenants,
        Map<String, ApiKey> keys,
        Map<String, CertificateName> certificates) {
    public Access {
        tenants = Map.copyOf(tenants);
        keys = Map.copyOf(keys);
        certificates = Map.copyOf(certificates);
    }

    /** The tenant of that name, or null. */
    public @Nullable Tenant tenant(String name) {
        return tenants.get(name);
    }
}
