package io.tiergate.controlplane.store;

import com.google.protobuf.ByteString;
import io.micronaut.data.annotation.MappedEntity;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.document.DocumentKind;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A row of table {@code revision}. */
@MappedEntity("revision")
@SuppressWarnings("ArrayRecordComponent") // Rows are written and read, never compared.
record RevisionRow(
        String kind,
        String name,
        long number,
        byte[] digest,
        byte[] canonical,
        byte[] written,
        String author,
        String message,
        long timeMicros) {

    Revision revision() {
        return new Revision(
                DocumentKind.valueOf(kind.toUpperCase(Locale.ROOT)),
                name,
                number,
                Digest.fromBytes(digest),
                author,
                message,
                Micros.toInstant(timeMicros));
    }

    StoredDocument document() {
        return new StoredDocument(
                revision(), ByteString.copyFrom(canonical), new String(written, StandardCharsets.UTF_8));
    }
}
