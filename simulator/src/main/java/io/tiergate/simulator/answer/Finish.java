package io.tiergate.simulator.answer;

import org.jspecify.annotations.Nullable;

/** Why the model stopped. */
public enum Finish {
    /** It was done, or came to a stop sequence. */
    STOP("stop", "end_turn"),
    /** It came to the token limit. */
    LENGTH("length", "max_tokens"),
    /** It calls tools. */
    TOOL_CALLS("tool_calls", "tool_use"),
    /** The provider's filter stopped it. */
    CONTENT_FILTER("content_filter", "refusal");

    private final String openAi;
    private final String anthropic;

    Finish(String openAi, String anthropic) {
        this.openAi = openAi;
        this.anthropic = anthropic;
    }

    /** The word of the OpenAI API, which recorded sets use too. */
    public String openAi() {
        return openAi;
    }

    /** The word of the Anthropic API. */
    public String anthropic() {
        return anthropic;
    }

    static Finish ofRecorded(@Nullable String reason, boolean callsTools) {
        for (Finish finish : values()) {
            if (finish.openAi.equals(reason)) {
                return finish;
            }
        }
        return callsTools ? TOOL_CALLS : STOP;
    }
}
