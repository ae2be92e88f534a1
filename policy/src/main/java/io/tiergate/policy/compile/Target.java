package io.tiergate.policy.compile;

import io.tiergate.policy.catalog.Model;

/**
 * One model at one provider, inside a tier.
 *
 * @param tier the tier's name; empty for a pin or a model that a consensus names
 * @param model what is called
 * @param weight share of the tier's traffic, at least 1
 */
public record Target(String tier, Model model, int weight) {
    /** The model's catalog id. */
    public String id() {
        return model.id();
    }
}
