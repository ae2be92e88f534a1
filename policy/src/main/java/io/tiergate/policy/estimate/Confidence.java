package io.tiergate.policy.estimate;

/**
 * What the log-probabilities that a model gives of its answer say of that answer: a line through the log-odds of its mean token, by task (Platt, 1999).
 * Immutable; the same numbers on every machine.
 *
 * @param line weights of {@link #features}: log-odds that the answer is right
 */
public record Confidence(LinearModel line) {
    /** How many {@link #features} there are. */
    public static final int FEATURES = 2;

    /** Millionths: nearer to certainty, and beyond this doubt, answers are not told apart. */
    private static final int SUREST = -100;

    private static final int LEAST_SURE = -9_200_000;
    private static final double MILLION = 1e6;

    /**
     * What an answer's mean log-probability is learned from: 1, and the log-odds of a token of that probability.
     *
     * @param logprob millionths, zero or less
     */
    public static double[] features(int logprob) {
        double mean = Math.clamp(logprob, LEAST_SURE, SUREST) / MILLION;
        return new double[] {1, mean - StrictMath.log(-StrictMath.expm1(mean))};
    }

    /**
     * The probability that an answer is right.
     *
     * @param task the name of what was learned of its task
     * @param logprob mean log-probability of its tokens, in millionths
     */
    public double right(String task, int logprob) {
        return 1 / (1 + StrictMath.exp(-line.score(task, features(logprob))));
    }
}
