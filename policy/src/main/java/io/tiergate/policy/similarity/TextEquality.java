package io.tiergate.policy.similarity;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

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

    /** Knows the embeddings of texts. */
    @FunctionalInterface
    public interface Embedder {
        /** The embedding of the whole text; null: there is none. */
        float @Nullable [] of(String text);
    }

    /**
     * Probability in millionths that two answers say the same: 0 where a veto holds, which needs no embedding; empty where one is needed and there is none.
     */
    public OptionalInt ppm(String earlier, String later, Embedder embedder) {
        Comparison words = Comparison.ofAnswers(earlier, later, 0);
        if (words.veto() != null) {
            return OptionalInt.of(0);
        }
        float[] first = embedder.of(earlier);
        float[] second = embedder.of(later);
        if (first == null || second == null) {
            return OptionalInt.empty();
        }
        Judgement judgement = verifier.judge(words.at(Cosine.of(first, second)));
        return OptionalInt.of((int) Math.round(MILLION * judgement.probability()));
    }

    /** Whether answers that say the same with that probability, in millionths, count as equal. */
    public boolean accepts(int ppm) {
        return ppm > 0 && ppm >= Math.round(MILLION * threshold);
    }
}
