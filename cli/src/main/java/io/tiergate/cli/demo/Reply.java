package io.tiergate.cli.demo;

/** How a request ended. */
sealed interface Reply {
    /** The agent's id of the decision; empty where it gave none. */
    String decisionId();

    /**
     * An answer.
     *
     * @param target catalog id of the model that gave it
     * @param arm of the policy
     * @param cache {@code bypass}, {@code miss}, {@code exact} or {@code semantic}
     */
    record Answered(String decisionId, String target, String arm, String cache) implements Reply {}

    /**
     * The agent's no.
     *
     * @param unauthenticated whether it does not know the key
     */
    record Refused(String decisionId, String message, boolean unauthenticated) implements Reply {}
}
