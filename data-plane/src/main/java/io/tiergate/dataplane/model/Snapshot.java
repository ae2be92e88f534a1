package io.tiergate.dataplane.model;

import io.tiergate.policy.access.Access;
import io.tiergate.policy.snapshot.Routing;
import org.jspecify.annotations.Nullable;

/**
 * What an agent runs at one moment: one request reads it once. Immutable.
 *
 * @param routing null: it has never been told how to route
 * @param access null: it knows no callers yet
 * @param accessGeneration of {@code access}; 0: none
 */
public record Snapshot(@Nullable Routing routing, @Nullable Access access, long accessGeneration) {
    /** What a new agent runs. */
    public static final Snapshot NOTHING = new Snapshot(null, null, 0);
}
