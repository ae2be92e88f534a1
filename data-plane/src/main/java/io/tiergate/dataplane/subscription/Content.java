package io.tiergate.dataplane.subscription;

import com.google.protobuf.ByteString;
import io.tiergate.dataplane.model.ResourceKind;
import io.tiergate.dataplane.model.Version;

/**
 * One resource as the control plane sent it. Immutable.
 *
 * @param bytes a serialised {@code RoutingContent} or {@code AccessContent}; not yet checked against the version's digest
 */
record Content(ResourceKind kind, Version version, ByteString bytes) {
    @Override
    public String toString() {
        return kind.label() + " " + version;
    }
}
