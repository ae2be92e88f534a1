package io.tiergate.policy.plan;

import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.rule.Features;

/** Expected costs, which are no whole numbers. What is billed is reckoned by {@link io.tiergate.policy.cost.Price} alone. */
final class Costs {
    private static final double PICOS_PER_MICRO = 1e6;

    private Costs() {}

    /** Micro-dollars that a call is expected to cost. */
    static double micros(Model model, Features features, double outputTokens) {
        return micros(model, (double) features.size().inputTokens(), outputTokens);
    }

    /** Micro-dollars of these tokens. */
    static double micros(Model model, double inputTokens, double outputTokens) {
        return (inputTokens * model.price().input()
                        + outputTokens * model.price().output())
                / PICOS_PER_MICRO;
    }
}
