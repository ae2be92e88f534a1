package io.tiergate.dataplane.model;

import io.tiergate.policy.access.Access;
import io.tiergate.policy.snapshot.Routing;
import org.jspecify.annotations.Nullable;

/**
 * What an agent runs at one moment. Immutable.
 *
 * @param routing null: the agent has never been told how to route
 * @param access null: the agent knows no callers yet
 */
public record Snapshot(
        @Nullable Running<Routing> routing, @Nullable Running<Access> access) {
    /** What a new agent runs. */
    public static final Snapshot NOTHING = new Snapshot(null, null);

    /** The version that runs of a resource, or null. */
    public @Nullable Version version(ResourceKind kind) {
        Running<?> running = running(kind);
        return running == null ? null : running.version();
    }

    /** What runs of a resource, or null. */
    public @Nullable Running<?> running(ResourceKind kind) {
        return switch (kind) {
            case ROUTING -> routing;
            case ACCESS -> access;
        };
    }
}
