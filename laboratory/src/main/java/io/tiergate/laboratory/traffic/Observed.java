package io.tiergate.laboratory.traffic;

import io.tiergate.policy.estimate.Evidence;

/**
 * A label with what was seen when its answer was served: it tells how good posteriors are there.
 *
 * @param group of estimates that the request falls under
 * @param evidence every answer that came, in order
 * @param model whose answer was served
 * @param right whether it was
 * @param weighed by a hybrid plan: all answers told together; else a gate looked at this one
 * @param unselected whatever the answer had looked like, it would have been served and could have been labelled
 */
public record Observed(
        String group, Evidence evidence, String model, boolean right, boolean weighed, boolean unselected) {}
