package io.tiergate.cli.profile;

import org.jspecify.annotations.Nullable;

/**
 * An answer and what it is worth.
 *
 * @param text null: it failed a check of the gate, and was not handed out
 * @param finish why it ended, in OpenAI's words; empty: not known
 * @param score 0 to 1
 * @param micros micro-dollars of the answer, without the judge's
 * @param millis to its end
 * @param logprob mean log-probability of its tokens, in millionths; null: not known
 * @param selfReport the grade that the model gave it when it was asked, 0 to 100; null: not known
 */
record Judged(
        @Nullable String text,
        String finish,
        double score,
        long inputTokens,
        long outputTokens,
        long micros,
        long millis,
        @Nullable Integer logprob,
        @Nullable Integer selfReport) {}
