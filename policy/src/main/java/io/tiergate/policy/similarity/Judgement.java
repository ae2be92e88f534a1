package io.tiergate.policy.similarity;

import org.jspecify.annotations.Nullable;

/**
 * What a verifier says of two texts.
 *
 * @param probability that they are the same; 0 where a veto holds
 * @param veto the one that holds; null: none
 */
public record Judgement(double probability, @Nullable Veto veto) {
    static Judgement refused(Veto veto) {
        return new Judgement(0, veto);
    }
}
