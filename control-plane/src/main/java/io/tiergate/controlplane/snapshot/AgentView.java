package io.tiergate.controlplane.snapshot;

import java.time.Instant;
import java.util.Map;

/**
 * One agent as the roster shows it. Immutable.
 *
 * @param profile what it says of itself
 * @param connected its stream is open
 * @param lastSeen when it last said something, or its stream ended
 * @param resources how each resource stands
 * @param timeToActiveMicros from activation in the control plane to the agent's Ack, of what it runs; absent when not known
 */
public record AgentView(
        AgentProfile profile,
        boolean connected,
        Instant lastSeen,
        Map<ResourceKind, ResourceStatus> resources,
        Map<ResourceKind, Long> timeToActiveMicros) {
    public AgentView {
        resources = Map.copyOf(resources);
        timeToActiveMicros = Map.copyOf(timeToActiveMicros);
    }
}
