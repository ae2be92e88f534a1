package io.tiergate.policy.plan;

/**
 * What a hybrid plan reckoned once answers were there: why one more model is asked, or none.
 *
 * @param attempt the answer that is likeliest to be right; 0: none passed the gate
 * @param right its probability, 0 to 1
 * @param next the model that is worth most to ask
 */
public record Appraisal(int attempt, double right, Next next) {
    /**
     * One more model.
     *
     * @param model catalog id; empty: none is left
     * @param right probability that its answer would be right
     * @param micros micro-dollars that it is expected to cost
     * @param p95Millis milliseconds that 95 % of its answers take at most; 0: not known
     * @param late whether it is worth its price but expected to take longer than there is time
     */
    public record Next(String model, double right, double micros, long p95Millis, boolean late) {
        /** No model is left. */
        public static final Next NONE = new Next("", 0, 0, 0, false);
    }
}
