package io.tiergate.dataplane.call;

import io.tiergate.policy.compile.Target;
import io.tiergate.policy.plan.Ending;

/** Is told of every attempt. Called by many threads at once; must not block. */
@FunctionalInterface
public interface AttemptListener {
    /** Tells nobody. */
    AttemptListener NOBODY = (target, ending, micros) -> {};

    /** An attempt ended so after that many microseconds. */
    void ended(Target target, Ending ending, long micros);
}
