package io.tiergate.controlplane.identity;

import io.tiergate.policy.access.Access;
import io.tiergate.policy.access.ApiKey;
import io.tiergate.policy.access.CertificateName;
import io.tiergate.policy.document.Digest;
import io.tiergate.transport.PresentedCredential;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Tells callers by what they present: by the access document of the fleet {@code default}, and by the bootstrap keys. Thread-safe.
 */
public final class Callers {
    private final BootstrapKeys bootstrapKeys;
    private final InstantSource clock;
    private volatile @Nullable Access access;

    /** No access document yet: the bootstrap keys alone. */
    public Callers(BootstrapKeys bootstrapKeys, InstantSource clock) {
        this.bootstrapKeys = bootstrapKeys;
        this.clock = clock;
    }

    /** Takes the access document that is current now. */
    public void use(Access current) {
        access = current;
    }

    /** Who presents this, or null when nobody known does: no credential, a wrong one, or one that has ended. */
    public @Nullable Caller identify(PresentedCredential credential) {
        return switch (credential) {
            case PresentedCredential.BearerKey bearer -> byKey(bearer.key());
            case PresentedCredential.Certificate certificate -> byCertificate(certificate.name());
            case PresentedCredential.Nothing _ -> null;
        };
    }

    private @Nullable Caller byKey(String key) {
        Access known = access;
        ApiKey found = known == null ? null : known.keys().get(idOf(key));
        if (found != null && sameHash(found.hash(), key)) {
            boolean ended = found.expires() != null && !clock.instant().isBefore(found.expires());
            return ended ? null : new Caller(found.label().isEmpty() ? found.id() : found.label(), found.roles());
        }
        return bootstrapKeys.identify(key);
    }

    private @Nullable Caller byCertificate(String name) {
        Access known = access;
        CertificateName found = known == null ? null : known.certificates().get(name);
        return found == null ? null : new Caller(name, found.roles());
    }

    /** {@code ID} of {@code tg_ID_SECRET}; empty when the key is not of that form. */
    private static String idOf(String key) {
        int start = key.indexOf('_') + 1;
        int end = key.indexOf('_', start);
        return key.startsWith("tg_") && end > start ? key.substring(start, end) : "";
    }

    private static boolean sameHash(Digest hash, String key) {
        byte[] presented = Digest.of(key.getBytes(StandardCharsets.UTF_8)).toBytes();
        return MessageDigest.isEqual(hash.toBytes(), presented);
    }
}
