package io.tiergate.controlplane.publish;

import io.tiergate.controlplane.store.Activation;

/** What came of asking a fleet to run something. */
public sealed interface Change {
    /**
     * The fleet should run this now.
     *
     * @param activation what is current: a new generation, or the one before if that says the same
     */
    record Activated(Activation activation) implements Change {}

    /** Nothing changed. */
    record Refused(Refusal refusal) implements Change {}
}
