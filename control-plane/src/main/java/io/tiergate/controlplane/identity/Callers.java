package io.tiergate.controlplane.identity;

import io.grpc.Context;
import io.tiergate.policy.access.Access;
import io.tiergate.policy.access.ApiKey;
import io.tiergate.policy.access.CertificateName;
import io.tiergate.policy.access.PresentedKey;
import io.tiergate.transport.Door;
import io.tiergate.transport.PresentedCredential;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells callers by what they present: by the access document of the fleet {@code default}, and by the bootstrap keys. Thread-safe.
 */
public final class Callers {
    private static final Context.Key<Caller> CURRENT = Context.key("tiergate-caller");

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

    /** Lets in whom these know; a service behind it knows who calls. */
    public Door door() {
        return new Door(
                credential -> {
                    Caller caller = identify(credential);
                    return caller == null ? null : Context.current().withValue(CURRENT, caller);
                },
                "an API key (authorization: Bearer tg_...) or a certificate; agents one with the role agent");
    }

    /** Who makes the current call of a service behind a {@link #door}. */
    public static Caller current() {
        return Objects.requireNonNull(CURRENT.get(), "the service stands behind no door");
    }

    /** Who presents this, or null when nobody known does: no credential, a wrong one, or one that has ended. */
    public @Nullable Caller identify(PresentedCredential credential) {
        return switch (credential) {
            case PresentedCredential.BearerKey bearer -> byKey(bearer.key());
            case PresentedCredential.Certificate certificate -> byCertificate(certificate.name());
            case PresentedCredential.Nothing _ -> null;
        };
    }

    private @Nullable Caller byKey(String text) {
        Access known = access;
        PresentedKey presented = PresentedKey.parse(text).orElse(null);
        ApiKey found = known == null || presented == null ? null : known.keys().get(presented.id());
        if (found != null && presented != null && presented.matches(found)) {
            boolean ended = found.expires() != null && !clock.instant().isBefore(found.expires());
            return ended ? null : new Caller(found.label().isEmpty() ? found.id() : found.label(), found.roles());
        }
        return bootstrapKeys.identify(text);
    }

    private @Nullable Caller byCertificate(String name) {
        Access known = access;
        CertificateName found = known == null ? null : known.certificates().get(name);
        return found == null ? null : new Caller(name, found.roles());
    }
}
