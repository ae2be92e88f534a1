package io.tiergate.policy.similarity;

/**
 * When an answer to a similar question may be served. Immutable.
 *
 * @param maxWrongHits share of served hits that may be wrong, as the policy states it
 * @param model {@code sha256:HEX} of the model set whose embeddings the verifier was fitted on; those of another are not comparable, so that it belongs
 *     to what must be equal for two entries to be held side by side
 * @param threshold least probability at which a hit may be served
 * @param verifier says the probability
 */
public record SemanticSettings(double maxWrongHits, String model, double threshold, Verifier verifier) {
    /** Whether a hit of that probability may be served. */
    public boolean accepts(double probability) {
        return probability > 0 && probability >= threshold;
    }
}
