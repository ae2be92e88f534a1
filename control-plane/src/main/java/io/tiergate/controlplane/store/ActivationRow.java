package io.tiergate.controlplane.store;

import com.google.protobuf.ByteString;
import io.micronaut.data.annotation.MappedEntity;
import io.tiergate.controlplane.snapshot.ResourceKind;
import io.tiergate.controlplane.snapshot.Version;
import io.tiergate.policy.document.Digest;
import java.util.Locale;

/** A row of table {@code activation}. */
@MappedEntity("activation")
@SuppressWarnings("ArrayRecordComponent") // Rows are written and read, never compared.
record ActivationRow(
        String fleet,
        String resource,
        long generation,
        byte[] digest,
        byte[] content,
        String author,
        String message,
        long timeMicros) {

    Activation activation() {
        return new Activation(
                fleet,
                ResourceKind.valueOf(resource.toUpperCase(Locale.ROOT)),
                new Version(generation, Digest.fromBytes(digest)),
                ByteString.copyFrom(content),
                author,
                message,
                Micros.toInstant(timeMicros));
    }
}
