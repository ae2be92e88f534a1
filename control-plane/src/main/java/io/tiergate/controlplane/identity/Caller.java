package io.tiergate.controlplane.identity;

import io.tiergate.policy.access.Role;
import java.util.Set;

/**
 * Who calls.
 *
 * @param name for the history: a key's label or id, or a certificate's name
 * @param roles what it may do
 */
public record Caller(String name, Set<Role> roles) {
    public Caller {
        roles = Set.copyOf(roles);
    }

    /** Whether it has that role or one that includes it: operators may what publishers may, and those what viewers may. */
    public boolean has(Role needed) {
        return roles.contains(needed)
                || switch (needed) {
                    case VIEWER -> has(Role.PUBLISHER);
                    case PUBLISHER -> has(Role.OPERATOR);
                    case CALLER, OPERATOR, AGENT -> false;
                };
    }
}
