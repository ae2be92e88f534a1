package io.tiergate.policy.gate;

import io.tiergate.policy.estimate.Evidence;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a request when one of its answers is weighed; no text.
 *
 * @param task task type
 * @param domain subject area; null: unknown
 * @param model catalog id of the model whose answer is weighed
 * @param evidence every answer so far, the weighed one among them
 */
public record Testimony(String task, @Nullable String domain, String model, Evidence evidence) {}
