package io.tiergate.controlplane.store;

import com.google.protobuf.ByteString;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.document.DocumentKind;

/**
 * A document to be stored.
 *
 * @param kind of document
 * @param name the policy's or the estimates'; {@code catalog} or {@code access} for the others
 * @param digest of {@code canonical}
 * @param canonical canonical JSON, UTF-8
 * @param text as written
 * @param author who stores it
 * @param message why
 */
public record Draft(
        DocumentKind kind,
        String name,
        Digest digest,
        ByteString canonical,
        String text,
        String author,
        String message) {}
