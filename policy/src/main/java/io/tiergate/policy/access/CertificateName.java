package io.tiergate.policy.access;

import java.util.Set;

/**
 * A client certificate's name and who it stands for.
 *
 * @param name a URI or DNS subject alternative name, else the subject's CN
 * @param tenant whose it is; empty for the platform team
 * @param roles what it may do
 */
public record CertificateName(String name, String tenant, Set<Role> roles) {
    public CertificateName {
        roles = Set.copyOf(roles);
    }
}
