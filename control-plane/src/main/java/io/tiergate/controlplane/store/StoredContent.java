package io.tiergate.controlplane.store;

import com.google.protobuf.ByteString;
import io.tiergate.policy.document.Digest;

/**
 * Canonical content under its digest.
 *
 * @param digest SHA-256 of {@code canonical}
 * @param canonical canonical JSON, UTF-8
 */
public record StoredContent(Digest digest, ByteString canonical) {}
