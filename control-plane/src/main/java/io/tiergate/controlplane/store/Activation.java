package io.tiergate.controlplane.store;

import com.google.protobuf.ByteString;
import io.tiergate.controlplane.snapshot.ResourceKind;
import io.tiergate.controlplane.snapshot.Version;
import java.time.Instant;

/**
 * One entry of a fleet's history: from then on it should run this. Immutable.
 *
 * @param fleet whose
 * @param resource of which of the two
 * @param version generation and digest
 * @param content the manifest (routing) or the canonical document (access)
 * @param author by whom
 * @param message why
 * @param time when, to the microsecond
 */
public record Activation(
        String fleet,
        ResourceKind resource,
        Version version,
        ByteString content,
        String author,
        String message,
        Instant time) {}
