package io.tiergate.controlplane.store;

import io.tiergate.policy.document.Digest;
import io.tiergate.policy.document.DocumentKind;
import java.time.Instant;

/**
 * A stored document's description. Immutable, as is what it describes.
 *
 * @param kind of document
 * @param name the policy's; {@code catalog} or {@code access} for the others
 * @param number counts from 1 per kind and name
 * @param digest of the canonical form
 * @param author who stored it
 * @param message why
 * @param time when, to the microsecond
 */
public record Revision(
        DocumentKind kind, String name, long number, Digest digest, String author, String message, Instant time) {}
