package io.tiergate.simulator.recorded;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One model's answer to a recorded prompt. Its identity is that of the object. Thread-safe. */
public final class RecordedAnswer {
    private final @Nullable String text;
    private final List<ToolCall> toolCalls;
    private final @Nullable String finishReason;
    private final RecordedUsage usage;
    private final @Nullable Double latencyMillis;
    private final @Nullable Double score;
    private final @Nullable Double logprob;
    private final @Nullable Integer selfReport;
    private volatile int textTokens = -1;

    /** An answer of which no score is known. */
    public RecordedAnswer(
            @Nullable String text,
            List<ToolCall> toolCalls,
            @Nullable String finishReason,
            RecordedUsage usage,
            @Nullable Double latencyMillis) {
        this(text, toolCalls, finishReason, usage, latencyMillis, null, null, null);
    }

    /** An answer that a judge can grade. */
    public RecordedAnswer(
            @Nullable String text,
            List<ToolCall> toolCalls,
            @Nullable String finishReason,
            RecordedUsage usage,
            @Nullable Double latencyMillis,
            @Nullable Double score) {
        this(text, toolCalls, finishReason, usage, latencyMillis, score, null, null);
    }

    /** An answer as a set states it, with its score and what the model says of it. */
    public RecordedAnswer(
            @Nullable String text,
            List<ToolCall> toolCalls,
            @Nullable String finishReason,
            RecordedUsage usage,
            @Nullable Double latencyMillis,
            @Nullable Double score,
            @Nullable Double logprob,
            @Nullable Integer selfReport) {
        this.text = text;
        this.toolCalls = List.copyOf(toolCalls);
        this.finishReason = finishReason;
        this.usage = usage;
        this.latencyMillis = latencyMillis;
        this.score = score;
        this.logprob = logprob;
        this.selfReport = selfReport;
    }

    /** The text; null where the set holds a score alone, or only tool calls. */
    public @Nullable String text() {
        return text;
    }

    /** The tools it calls, in order. */
    public List<ToolCall> toolCalls() {
        return toolCalls;
    }

    /** Whether there is anything to answer with. */
    public boolean speaks() {
        return text != null || !toolCalls.isEmpty();
    }

    /** The recorded finish reason in OpenAI's words; null where the set has none. */
    public @Nullable String finishReason() {
        return finishReason;
    }

    /** What the set says of tokens. */
    public RecordedUsage usage() {
        return usage;
    }

    /** How long the real call took, in milliseconds; null where the set does not say. */
    public @Nullable Double latencyMillis() {
        return latencyMillis;
    }

    /** How right it is, 0 to 1; null where the set does not say. Only a judge is told. */
    public @Nullable Double score() {
        return score;
    }

    /** Mean log-probability of its tokens, zero or less; null where the set does not say. */
    public @Nullable Double logprob() {
        return logprob;
    }

    /** The grade that the model gave it when it was asked, 0 to 100; null where the set does not say. */
    public @Nullable Integer selfReport() {
        return selfReport;
    }

    /** Tokens of the text and of the tool calls, counted once. */
    public int textTokens(Tokens tokens) {
        int counted = textTokens;
        if (counted < 0) {
            counted = text == null ? 0 : tokens.count(text);
            for (ToolCall call : toolCalls) {
                counted += tokens.count(call.name()) + tokens.count(call.arguments());
            }
            textTokens = counted;
        }
        return counted;
    }
}
