package io.tiergate.policy.estimate;

/**
 * What a model's own word says of its answer: a line through log-odds, by task (Platt, 1999). The word is the log-probability of the answer's mean token, or a grade that
 * the model gives itself, taken for a probability.
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

    /** The log-probability, in millionths, that a grade from 0 to 100 stands for. */
    public static int ofGrade(int grade) {
        return grade <= 0 ? LEAST_SURE : (int) StrictMath.round(StrictMath.log(grade / 100.0) * MILLION);
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
