package io.tiergate.dataplane.analyze;

import io.tiergate.dataplane.model.Analysis;

/** What is known of a text after the node was asked. */
public sealed interface Finding {
    /** The node's answer. */
    record Known(Analysis analysis) implements Finding {}

    /**
     * Nothing: rules on predictions are unknown, the task's safe default holds.
     *
     * @param detail for people and records; says nothing of the text
     */
    record Unknown(Reason reason, String detail) implements Finding {}

    /** Why nothing is known. */
    enum Reason {
        /** The breaker is open: the node failed often, and is not asked for a while. */
        BREAKER_OPEN(false),
        /** The text would cost more than the policy allows. */
        TOO_DEAR(false),
        /** No answer in time. */
        TOO_LATE(true),
        /** No connection, or it broke. */
        UNREACHABLE(true),
        /** The node's queue is full. */
        OVERLOADED(true),
        /** The node does not have what the policy pins: the model, or a head. It is well otherwise. */
        NOT_THERE(false),
        /** The node failed, or does not let this agent in. */
        FAILED(true),
        /** What came back is no answer: another model, other dimensions, what is not a number. */
        WRONG_ANSWER(true);

        private final boolean countsAgainstNode;

        Reason(boolean countsAgainstNode) {
            this.countsAgainstNode = countsAgainstNode;
        }

        boolean countsAgainstNode() {
            return countsAgainstNode;
        }
    }
}
