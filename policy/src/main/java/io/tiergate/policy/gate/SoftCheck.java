package io.tiergate.policy.gate;

import io.tiergate.policy.estimate.Posterior;
import io.tiergate.policy.estimate.TaskEstimates;
import java.util.OptionalDouble;

/** Says how likely an answer is right, going by what was learned. Pure; safe for any number of threads. */
public interface SoftCheck {
    /** Its name in documents and records. */
    String name();

    /** What it makes of an answer. Never throws. */
    Finding weigh(Testimony testimony);

    /** What a check found. */
    sealed interface Finding {
        /** A probability; what is not from 0 to 1 is taken for no evidence. */
        record Probability(double right) implements Finding {}

        /** The judge is to say. */
        record Open() implements Finding {}

        /** The model that answered is to say how sure it is. */
        record Asked() implements Finding {}

        /** No evidence, and why in a few words. */
        record Nothing(String why) implements Finding {}

        /** What a posterior says of the answer's model. */
        static Finding of(Posterior posterior, TaskEstimates task, Testimony testimony) {
            OptionalDouble right =
                    posterior.at(task.name(), testimony.evidence()).right(testimony.model());
            return right.isPresent()
                    ? new Probability(right.getAsDouble())
                    : new Nothing("nothing was learned of " + testimony.model());
        }
    }
}
