package io.tiergate.cli.profile;

import org.jspecify.annotations.Nullable;

/** What came of asking one model. */
sealed interface Answer {
    /**
     * An answer.
     *
     * @param finish why it ended, in OpenAI's words
     * @param inputTokens as billed
     * @param outputTokens as billed, reasoning included
     * @param micros micro-dollars
     * @param millis to its end, seen from here
     * @param logprob mean log-probability of its tokens, in millionths; null: the model gives none
     */
    record Given(
            String text,
            String finish,
            long inputTokens,
            long outputTokens,
            long micros,
            long millis,
            @Nullable Integer logprob)
            implements Answer {}

    /**
     * An answer that failed a check of the task's gate, so that only its price is known.
     *
     * @param cut whether it was cut at its token limit
     */
    record Rejected(boolean cut, long inputTokens, long outputTokens, long micros, long millis) implements Answer {}

    /** None, for a reason that may pass. */
    record Missing(String reason) implements Answer {}
}
