package io.tiergate.policy.plan;

import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.compile.CompiledPolicy.Budget;
import io.tiergate.policy.compile.Target;
import io.tiergate.policy.cost.TokenUsage;
import io.tiergate.policy.rule.Features;
import java.util.List;

/**
 * What is left of a walk's budget, but for its time. Pure.
 *
 * @param results the walk's
 */
record Allowance(Budget budget, Features features, List<AttemptResult> results) {
    /** Whether it has room for a call of each. */
    boolean covers(List<Target> targets) {
        long most = 0;
        for (Target target : targets) {
            most += mostMicros(target.model());
        }
        return covers(targets.size(), most);
    }

    /** Whether it has room for so many calls that cost so much together. */
    boolean covers(int calls, long micros) {
        return results.size() + calls <= budget.attempts() && spentMicros() + micros <= budget.costMicros();
    }

    /** What was billed so far, in micro-dollars. */
    long spentMicros() {
        long spent = 0;
        for (AttemptResult result : results) {
            spent += result.target().model().price().micros(result.usage());
        }
        return spent;
    }

    /** What a call is expected to cost at most, in micro-dollars. */
    long mostMicros(Model model) {
        return model.price()
                .micros(TokenUsage.of(
                        features.size().inputTokens(), features.size().expectedOutputTokens()));
    }
}
