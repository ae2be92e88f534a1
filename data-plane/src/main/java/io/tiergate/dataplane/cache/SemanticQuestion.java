package io.tiergate.dataplane.cache;

import io.tiergate.dataplane.cache.vector.QuantizedVector;

/**
 * A question as the semantic cache is asked it.
 *
 * @param identity with the model that embeds in its scope; its partition holds what it may be compared with
 * @param text last user turn
 * @param vector of the text
 */
public record SemanticQuestion(CacheIdentity identity, String text, QuantizedVector vector) {}
