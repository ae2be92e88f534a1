package io.tiergate.policy.access;

import java.util.Set;

/**
 * Who a caller is, whatever it showed.
 *
 * @param name of the key or certificate, for records
 * @param tenant whose it is; empty for the platform team
 * @param roles what it may do
 */
public record Principal(String name, String tenant, Set<Role> roles) {
    public Principal {
        roles = Set.copyOf(roles);
    }
}
