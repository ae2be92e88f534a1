package io.tiergate.policy.answer;

import org.jspecify.annotations.Nullable;

/**
 * What a model says of the tokens of one answer, summed up: their mean log-probability, so that a long answer is not taken for an unsure one. Where one token
 * has none that makes sense the whole says nothing. The same on every machine: each token is rounded to a whole number before it is added. Confined to one
 * answer.
 */
public final class TokenLogprobs {
    /** Natural logarithm: providers write numbers such as -9999 for what was next to impossible; one token should not decide alone. */
    private static final double LEAST = -20;
    /** Above zero there is no log-probability, but for a rounding error. */
    private static final double MOST = 1e-3;

    private static final double MILLION = 1e6;

    private long sum;
    private int tokens;
    private boolean broken;

    /** One more token, by the natural logarithm of its probability; what is no such number breaks the whole. */
    public void add(double logprob) {
        if (!(logprob <= MOST) || Double.isInfinite(logprob)) {
            broken = true;
            return;
        }
        sum += StrictMath.round(Math.clamp(logprob, LEAST, 0) * MILLION);
        tokens++;
    }

    /** A token of which nothing is said. */
    public void missing() {
        broken = true;
    }

    /** The mean in millionths, zero or less; null: there is none. */
    public @Nullable Integer mean() {
        return broken || tokens == 0 ? null : (Integer) (int) StrictMath.round((double) sum / tokens);
    }

    /** A mean that is known already, in millionths; null: it is none. */
    public static @Nullable Integer millionths(double mean) {
        TokenLogprobs logprobs = new TokenLogprobs();
        logprobs.add(mean);
        return logprobs.mean();
    }
}
