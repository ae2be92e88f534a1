package io.tiergate.policy.compile;

import io.tiergate.policy.catalog.Catalog;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.estimate.Estimates;
import java.util.Map;

/**
 * The documents that a policy may refer to. Immutable.
 *
 * @param catalog the models that it may name
 * @param estimates what it may pin, by digest
 */
public record Shelf(Catalog catalog, Map<Digest, Estimates> estimates) {
    public Shelf {
        estimates = Map.copyOf(estimates);
    }

    /** A catalog and no estimates. */
    public static Shelf of(Catalog catalog) {
        return new Shelf(catalog, Map.of());
    }
}
