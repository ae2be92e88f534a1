package io.tiergate.policy.similarity;

/**
 * When two free texts, answers to one request, count as equal. Immutable.
 *
 * @param maxWrong share of pairs that are taken to be equal and may not say the same, as the policy states it
 * @param model {@code sha256:HEX} of the model set whose embeddings the verifier was fitted on
 * @param threshold least probability at which they count as equal
 * @param verifier says the probability
 */
public record TextEquality(double maxWrong, String model, double threshold, Verifier verifier) {
    private static final double MILLION = 1e6;

    /** Probability in millionths that two answers say the same; 0 where a veto holds. */
    public int ppm(String one, String other, double cosine) {
        return (int) Math.round(MILLION
                * verifier.judge(Comparison.ofAnswers(one, other, cosine)).probability());
    }

    /** Whether answers that say the same with that probability, in millionths, count as equal. */
    public boolean accepts(int ppm) {
        return ppm > 0 && ppm >= Math.round(MILLION * threshold);
    }
}
