package io.tiergate.dataplane.analyze;

import io.tiergate.dataplane.analyze.Finding.Reason;

/** Says what a text is, or why it cannot. Never throws for what a classifier node does. Thread-safe. */
@FunctionalInterface
public interface Analyst {
    /** The analyst of an agent that knows no classifier node. */
    Analyst NOBODY = question ->
            new Finding.Unknown(Reason.NOT_THERE, "this agent knows no classifier node; start it with --classifier");

    /** May block its thread, a virtual one, as long as the question allows. */
    Finding analyze(Question question);
}
