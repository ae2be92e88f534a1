package io.tiergate.controlplane.store;

import com.google.protobuf.ByteString;

/**
 * A revision with its content.
 *
 * @param revision what it is
 * @param canonical canonical JSON, UTF-8
 * @param text as written
 */
public record StoredDocument(Revision revision, ByteString canonical, String text) {}
