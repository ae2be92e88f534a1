/**
 * What was learned of models: priors per task, what answers say of each other, what to ask first. Evaluated here and nowhere else, so that
 * agents, replay and the laboratory reckon the same. May import {@code answer}, {@code document}, and {@code catalog} and {@code cost} for the prices that something was learned at.
 */
@NullMarked
package io.tiergate.policy.estimate;

import org.jspecify.annotations.NullMarked;
