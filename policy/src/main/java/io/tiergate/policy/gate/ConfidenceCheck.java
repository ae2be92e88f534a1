package io.tiergate.policy.gate;

import io.tiergate.policy.estimate.Confidence;
import io.tiergate.policy.estimate.Estimates;
import io.tiergate.policy.estimate.Evidence;
import io.tiergate.policy.estimate.TaskEstimates;

/** How likely an answer is right by how sure the model was of its words: the log-probabilities that it gives, calibrated for this model in this task. */
record ConfidenceCheck(Estimates estimates) implements SoftCheck {
    static final String NAME = "confidence";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Finding weigh(Testimony testimony) {
        Evidence.Seen answer = testimony.evidence().last(testimony.model());
        Integer logprob = answer == null ? null : answer.traits().logprob();
        if (logprob == null) {
            return new Finding.Nothing(testimony.model() + " gave no log-probabilities");
        }
        TaskEstimates task = estimates.task(testimony.task(), testimony.domain());
        Confidence confidence = estimates.confidence().get(testimony.model());
        if (task == null || confidence == null) {
            return new Finding.Nothing(
                    "nothing was learned of the log-probabilities of " + testimony.model() + " in this task");
        }
        return new Finding.Probability(confidence.right(task.name(), logprob));
    }
}
