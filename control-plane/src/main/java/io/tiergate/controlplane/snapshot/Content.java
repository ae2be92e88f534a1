package io.tiergate.controlplane.snapshot;

import com.google.protobuf.ByteString;
import java.time.Instant;

/**
 * What a fleet should run of one resource: serialised once, shared by every stream. Immutable.
 *
 * @param fleet whose it is
 * @param resource which of the two
 * @param version its generation and digest
 * @param bytes a serialised {@code RoutingContent} or {@code AccessContent}
 * @param activatedAt when it became current
 */
public record Content(String fleet, ResourceKind resource, Version version, ByteString bytes, Instant activatedAt) {}
