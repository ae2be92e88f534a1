package io.tiergate.policy.similarity;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * Says how likely two texts are the same, as their {@link Subject} has it: a logistic regression over {@link Sign}s, with vetoes before it. Immutable; the same
 * on every machine; linear in the texts, which it reads up to {@link Comparison#MOST_CHARS}.
 *
 * @param weights learned by {@code tiergate calibrate}; a sign that is absent does not count
 */
public record Verifier(Map<Sign, Double> weights) {
    public Verifier {
        Map<Sign, Double> copy = new EnumMap<>(Sign.class);
        copy.putAll(weights);
        weights = Collections.unmodifiableMap(copy);
    }

    /**
     * Probability that an answer to {@code kept} also answers {@code asked}; 0 where a veto holds.
     *
     * @param cosine of their embeddings; what is no number counts as "not alike"
     */
    public double probability(String asked, String kept, double cosine) {
        return judge(asked, kept, cosine).probability();
    }

    /** The same, of a question that is held beside several. */
    public double probability(Question asked, String kept, double cosine) {
        return judge(Comparison.of(asked, Question.of(kept), cosine)).probability();
    }

    /** The same, with the veto that holds. */
    public Judgement judge(String asked, String kept, double cosine) {
        return judge(Comparison.of(asked, kept, cosine));
    }

    /** The same, of texts that have been compared. */
    public Judgement judge(Comparison compared) {
        Veto veto = compared.veto();
        return veto == null ? new Judgement(unvetoed(compared), null) : Judgement.refused(veto);
    }

    /** What the regression alone says, whatever vetoes hold. */
    public double unvetoed(Comparison compared) {
        double sum = 0;
        for (Map.Entry<Sign, Double> weight : weights.entrySet()) {
            sum += weight.getValue() * compared.value(weight.getKey());
        }
        return 1 / (1 + StrictMath.exp(-sum));
    }
}
