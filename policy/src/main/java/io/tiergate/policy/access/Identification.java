package io.tiergate.policy.access;

import io.tiergate.policy.document.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Whether a credential is somebody's. */
public sealed interface Identification {
    /** It is. */
    record Known(Principal principal) implements Identification {}

    /** It is not; {@code why} says what to do and repeats no secret. */
    record Unknown(String why) implements Identification {}

    /** Looks up an API key; its hash is compared in constant time. */
    static Identification byKey(Access access, String presented, Instant now) {
        int secret = presented.indexOf('_', PresentedKey.PREFIX.length());
        if (secret < 0 || !presented.startsWith(PresentedKey.PREFIX)) {
            return new Unknown("that is no key of this system: keys look like tg_ID_SECRET");
        }
        ApiKey key = access.keys().get(presented.substring(PresentedKey.PREFIX.length(), secret));
        Digest hash = Digest.of(presented.getBytes(StandardCharsets.UTF_8));
        if (key == null || !hash.equalsInConstantTime(key.hash())) {
            return new Unknown("the key is unknown or was revoked: ask for a new one");
        }
        if (key.expires() != null && !now.isBefore(key.expires())) {
            return new Unknown("the key expired at " + key.expires() + ": ask for a new one");
        }
        return new Known(new Principal(key.id(), key.tenant(), key.roles()));
    }

    /** Looks up a verified client certificate by its name. */
    static Identification byCertificate(Access access, String name) {
        CertificateName certificate = access.certificates().get(name);
        return certificate == null
                ? new Unknown("no tenant has the certificate '" + name + "': add it to the access document")
                : new Known(new Principal(certificate.name(), certificate.tenant(), certificate.roles()));
    }
}
