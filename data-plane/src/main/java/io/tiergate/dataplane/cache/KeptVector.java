package io.tiergate.dataplane.cache;

import io.tiergate.dataplane.cache.vector.QuantizedVector;

/**
 * A question that was answered, as the semantic cache keeps it; the answer itself is in the exact cache.
 *
 * @param vector of its text
 * @param text last user turn
 * @param answer what the answer is filed under
 * @param decisionId of the record that has the answer's cost
 * @param validity the answer's
 * @param labels the answer's
 */
record KeptVector(
        QuantizedVector vector,
        String text,
        CacheIdentity answer,
        String decisionId,
        CachedAnswer.Validity validity,
        CachedAnswer.Labels labels) {
    static KeptVector of(SemanticQuestion question, CacheIdentity exact, CachedAnswer answer) {
        return new KeptVector(
                question.vector(),
                question.text(),
                exact,
                answer.origin().decisionId(),
                answer.validity(),
                answer.labels());
    }
}
