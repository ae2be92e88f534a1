package io.tiergate.policy.snapshot;

import io.tiergate.policy.arm.ActivePolicy;
import io.tiergate.policy.catalog.Catalog;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.estimate.Estimates;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an agent routes by: immutable, one digest.
 *
 * @param digest of the manifest
 * @param generation the fleet's activation count
 * @param catalog the rate card
 * @param estimates what policies pin, by digest
 * @param policies by name
 */
public record Routing(
        Digest digest,
        long generation,
        Catalog catalog,
        Map<Digest, Estimates> estimates,
        Map<String, ActivePolicy> policies) {
    public Routing {
        estimates = Map.copyOf(estimates);
        policies = Map.copyOf(policies);
    }

    /** The same, at another generation. */
    public Routing renumbered(long newGeneration) {
        return new Routing(digest, newGeneration, catalog, estimates, policies);
    }

    /** The policy of that name, or null. */
    public @Nullable ActivePolicy policy(String name) {
        return policies.get(name);
    }
}
