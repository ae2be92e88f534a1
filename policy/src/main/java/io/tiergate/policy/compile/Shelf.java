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
 * @param training estimates are yet to be learned: what goes by them and finds none is left out, which is no error then
 */
public record Shelf(Catalog catalog, Map<Digest, Estimates> estimates, boolean training) {
    public Shelf {
        estimates = Map.copyOf(estimates);
    }

    /** What is published. */
    public Shelf(Catalog catalog, Map<Digest, Estimates> estimates) {
        this(catalog, estimates, false);
    }

    /** A catalog and no estimates. */
    public static Shelf of(Catalog catalog) {
        return new Shelf(catalog, Map.of());
    }
}
