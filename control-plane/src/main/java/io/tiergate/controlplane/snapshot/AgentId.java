package io.tiergate.controlplane.snapshot;

/**
 * An agent's identity.
 *
 * @param fleet whose content it wants
 * @param name unique in the fleet, kept across restarts
 */
public record AgentId(String fleet, String name) implements Comparable<AgentId> {
    @Override
    public int compareTo(AgentId other) {
        int byFleet = fleet.compareTo(other.fleet);
        return byFleet != 0 ? byFleet : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return fleet + "/" + name;
    }
}
