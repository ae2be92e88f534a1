package io.tiergate.dataplane.cache;

import org.jspecify.annotations.Nullable;

/** What a look into the semantic cache gives. */
public sealed interface SemanticLookup {
    /** An answer that may be served, and how alike its question is. */
    record Hit(CachedAnswer answer, Likeness likeness) implements SemanticLookup {}

    /**
     * Nothing to serve.
     *
     * @param likeliest of the questions that were compared; null: there were none
     */
    record Miss(@Nullable Likeness likeliest) implements SemanticLookup {}

    /**
     * How alike a kept question is to the one asked.
     *
     * @param probability that its answer answers this one, too
     * @param cosine of their embeddings
     */
    record Likeness(double probability, double cosine) {}
}
