package io.tiergate.laboratory.heads;

/** How far a text is from what was seen, by a head's logits; large where nothing like it was. The names are those of model cards. */
enum Measure {
    /** Minus the logarithm of the sum of the logits' exponentials. */
    energy,
    /** Minus the largest logit. */
    largest_logit;

    double of(double[] logits) {
        return switch (this) {
            case energy -> -Softmax.logSumExp(logits);
            case largest_logit -> -logits[Softmax.likeliest(logits)];
        };
    }
}
