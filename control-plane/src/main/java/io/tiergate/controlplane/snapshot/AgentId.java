package io.tiergate.controlplane.snapshot;

/**
 * An agent's identity.
 *
 * @param fleet whose content it wants
 * @param name unique in the fleet, kept across restarts
 */
public record AgentId(String fleet, String name) implements Comparable<AgentId> {
    /** Characters that a fleet's or an agent's name has at most. */
    public static final int MAX_NAME = 128;

    /** Whether a fleet or an agent can be called so: letters, digits, dots, dashes, underscores, colons. */
    public static boolean isName(String name) {
        return !name.isEmpty() && name.length() <= MAX_NAME && name.chars().allMatch(AgentId::isNameCharacter);
    }

    private static boolean isNameCharacter(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '-'
                || c == '_'
                || c == ':';
    }

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
