package io.tiergate.dataplane.model;

/**
 * The way back to one caller. The pipeline calls {@link #finish} or {@link #fail} exactly once, as the last call. Calls come from one
 * thread at a time.
 */
public interface Responder {
    /** The request is admitted under this id; streams that have typed events say so. Must not block: it runs on the caller's thread. */
    default void admitted(String decisionId) {}

    /**
     * The answer is streamed from here on and no other can take its place.
     *
     * @param routing what is known so far; cost and escalations may still grow
     */
    void commit(RoutingInfo routing);

    /**
     * A piece of a committed stream. Blocks while the caller reads more slowly than pieces come, so it runs on a virtual thread only.
     *
     * @param chunk an OpenAI {@code chat.completion.chunk} as JSON
     * @throws CallerGoneException if the caller went away
     */
    void piece(byte[] chunk);

    /** An attempt was thrown away before anything of it was sent; streams that have typed events say so. */
    default void discarded(String target, String reason) {}

    /** The request climbs to another rung; streams that have typed events say so. */
    default void escalated(String fromTier, String toTier, String reason) {}

    /**
     * The end of a good request: the whole answer, or after {@link #commit} only its end. A caller that asked for a stream and got no
     * commit gets the answer as a stream now.
     */
    void finish(Served served);

    /** The end of a request without an answer, or of a stream that broke. */
    void fail(Refusal refusal, RoutingInfo routing);

    /** Runs {@code action} once if the caller goes away before the end; at once if it already has. */
    void onCancel(Runnable action);

    /**
     * What a caller gets.
     *
     * @param answer the whole answer
     * @param routing what was done
     */
    record Served(Answer answer, RoutingInfo routing) {}

    /** The caller went away while something was being sent to it. */
    final class CallerGoneException extends RuntimeException {
        private static final long serialVersionUID = 1;

        public CallerGoneException() {
            this("the caller went away");
        }

        private CallerGoneException(String how) {
            super(how, null, false, false);
        }

        /** It is there, and does not take what is sent to it. */
        public static CallerGoneException stalled() {
            return new CallerGoneException("the caller took nothing of its answer for too long");
        }
    }
}
