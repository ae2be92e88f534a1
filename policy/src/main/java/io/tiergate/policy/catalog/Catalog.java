package io.tiergate.policy.catalog;

import io.tiergate.policy.document.Digest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rate card: providers and models by name. Immutable.
 *
 * @param digest of the document
 * @param providers by name, in document order
 * @param models by id, in document order
 */
public record Catalog(Digest digest, Map<String, Provider> providers, Map<String, Model> models) {
    public Catalog {
        providers = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(providers));
        models = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(models));
    }

    /** The model of that id, or null. */
    public @Nullable Model model(String id) {
        return models.get(id);
    }
}
