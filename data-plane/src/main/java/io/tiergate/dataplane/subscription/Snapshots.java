package io.tiergate.dataplane.subscription;

import io.tiergate.dataplane.model.Running;
import io.tiergate.dataplane.model.Snapshot;
import io.tiergate.policy.access.Access;
import io.tiergate.policy.snapshot.Routing;

/** The agent's current snapshot. Thread-safe: reading is one volatile read, so a request reads it once and keeps what it got. */
public final class Snapshots {
    private volatile Snapshot current = Snapshot.NOTHING;

    /** What runs now. */
    public Snapshot current() {
        return current;
    }

    /** Replaces the routing; access stays. */
    public synchronized void publishRouting(Running<Routing> routing) {
        current = new Snapshot(routing, current.access());
    }

    /** Replaces the access; routing stays. */
    public synchronized void publishAccess(Running<Access> access) {
        current = new Snapshot(current.routing(), access);
    }
}
