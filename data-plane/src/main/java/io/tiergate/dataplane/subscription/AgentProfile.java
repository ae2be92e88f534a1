package io.tiergate.dataplane.subscription;

import java.util.Map;

/**
 * Who an agent says it is.
 *
 * @param agent unique name, kept across restarts
 * @param fleet whose content it wants
 * @param labels for people
 * @param build version of its software
 * @param grpcAddress where its Records and Gateway services answer, as {@code HOST:PORT}; empty: not reachable
 */
public record AgentProfile(String agent, String fleet, Map<String, String> labels, String build, String grpcAddress) {
    public AgentProfile {
        labels = Map.copyOf(labels);
    }
}
