package io.tiergate.policy.gate;

import io.tiergate.policy.estimate.Confidence;
import io.tiergate.policy.estimate.Estimates;
import io.tiergate.policy.estimate.Evidence;
import io.tiergate.policy.estimate.TaskEstimates;
import org.jspecify.annotations.Nullable;

/**
 * How likely an answer is right by the model's own word, calibrated for this model in this task: the log-probabilities that it gives of the answer's tokens, else what
 * it says when it is asked to grade the answer.
 */
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
        TaskEstimates task = estimates.task(testimony.task(), testimony.domain());
        Confidence confidence = estimates.confidence().get(testimony.model());
        if (task != null && logprob != null && confidence != null) {
            return new Finding.Probability(confidence.right(task.name(), logprob));
        }
        if (task != null && estimates.selfReports().containsKey(testimony.model())) {
            return new Finding.Asked();
        }
        return new Finding.Nothing(
                logprob == null
                        ? testimony.model() + " gave no log-probabilities"
                        : "nothing was learned of the log-probabilities of " + testimony.model() + " in this task");
    }

    /**
     * What it makes of the grade that the model gave its answer.
     *
     * @param grade 0 to 100; null: it gave none
     */
    Finding reported(Testimony testimony, @Nullable Integer grade) {
        TaskEstimates task = estimates.task(testimony.task(), testimony.domain());
        Confidence confidence = estimates.selfReports().get(testimony.model());
        return grade == null || task == null || confidence == null
                ? new Finding.Nothing(testimony.model() + " did not say how sure it is")
                : new Finding.Probability(confidence.right(task.name(), Confidence.ofGrade(grade)));
    }
}
