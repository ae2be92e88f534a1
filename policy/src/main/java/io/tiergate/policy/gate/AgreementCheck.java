package io.tiergate.policy.gate;

import io.tiergate.policy.estimate.Estimates;
import io.tiergate.policy.estimate.Evidence;
import io.tiergate.policy.estimate.Posterior;
import io.tiergate.policy.estimate.TaskEstimates;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How likely an answer is right given what other models answered to the same request: what was learned of these models' answers together, of which
 * equality is the strongest part.
 */
record AgreementCheck(Estimates estimates) implements SoftCheck {
    static final String NAME = "agreement";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Finding weigh(Testimony testimony) {
        Set<String> seen =
                testimony.evidence().seen().stream().map(Evidence.Seen::model).collect(Collectors.toSet());
        if (seen.size() < 2) {
            return new Finding.Nothing("no other model has answered");
        }
        TaskEstimates task = estimates.task(testimony.task(), testimony.domain());
        Posterior together = estimates.posterior(seen);
        if (task == null || together == null) {
            return new Finding.Nothing("nothing was learned of these models' answers together");
        }
        return Finding.of(together, task, testimony);
    }
}
