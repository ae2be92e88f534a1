package io.tiergate.policy.estimate;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What answers of certain models say of all models: how likely each is right, and how long an answer of one that has not been asked would be.
 * Immutable.
 *
 * @param seen catalog ids of the models whose answers it goes by, in order
 * @param right by catalog id: the log-odds that this model's answer is right
 * @param length by catalog id: the logarithm of the output tokens of its answer
 */
public record Posterior(List<String> seen, Map<String, LinearModel> right, Map<String, LinearModel> length) {
    /** Nobody's answer is so long; keeps a far-off prediction from becoming a number that cannot be reckoned with. */
    private static final double MAX_LOG_TOKENS = StrictMath.log(1e6);

    public Posterior {
        seen = List.copyOf(seen);
        right = Map.copyOf(right);
        length = Map.copyOf(length);
    }

    /** What it says where this evidence was seen. */
    public At at(String task, Evidence evidence) {
        return new At(task, evidence.features(seen));
    }

    /** A posterior where certain evidence was seen. Confined to one thread. */
    public final class At {
        private final String task;
        private final double[] features;

        private At(String task, double[] features) {
            this.task = task;
            this.features = features;
        }

        /** Probability that the model's answer is right; empty where nothing was learned of it. */
        public OptionalDouble right(String model) {
            LinearModel learned = right.get(model);
            return learned == null
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(1 / (1 + StrictMath.exp(-learned.score(task, features))));
        }

        /** Expected output tokens of the model's answer; empty where nothing was learned of it. */
        public OptionalDouble outputTokens(String model) {
            LinearModel learned = length.get(model);
            return learned == null
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(StrictMath.exp(Math.min(MAX_LOG_TOKENS, learned.score(task, features))));
        }
    }
}
