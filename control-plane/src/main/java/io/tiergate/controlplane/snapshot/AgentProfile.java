package io.tiergate.controlplane.snapshot;

import java.util.Map;

/**
 * What an agent says of itself.
 *
 * @param id who it is
 * @param labels free words for people
 * @param build version of its software
 * @param grpcAddress where it answers; empty: nowhere
 */
public record AgentProfile(AgentId id, Map<String, String> labels, String build, String grpcAddress) {
    public AgentProfile {
        labels = Map.copyOf(labels);
    }
}
