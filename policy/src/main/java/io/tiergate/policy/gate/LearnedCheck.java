package io.tiergate.policy.gate;

import io.tiergate.policy.estimate.Estimates;
import io.tiergate.policy.estimate.Posterior;
import io.tiergate.policy.estimate.TaskEstimates;

/** How likely a model's answer is right by what it looks like: what was learned of this model's answers, seen alone, in this task. */
record LearnedCheck(Estimates estimates) implements SoftCheck {
    static final String NAME = "learned";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Finding weigh(Testimony testimony) {
        TaskEstimates task = estimates.task(testimony.task(), testimony.domain());
        Posterior alone = estimates.alone(testimony.model());
        if (task == null || alone == null) {
            return new Finding.Nothing("nothing was learned of " + testimony.model() + " in this task");
        }
        return Finding.of(alone, task, testimony);
    }
}
