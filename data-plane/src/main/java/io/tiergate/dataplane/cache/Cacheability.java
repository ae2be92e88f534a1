package io.tiergate.dataplane.cache;

import io.tiergate.dataplane.model.Answer;
import io.tiergate.dataplane.model.ChatRequest;

/** Whether something may be cached, or why not. What rules and callers forbid is decided before. */
public enum Cacheability {
    CACHEABLE,
    /** The request asks for more than one choice. */
    SEVERAL_CHOICES,
    /** The answer calls tools: its effect is outside. */
    TOOL_CALLS,
    /** The answer was truncated, filtered or cut. */
    NOT_FINISHED,
    /** The answer has no text. */
    EMPTY;

    /** Whether answers to the request may be cached at all. */
    public static Cacheability of(ChatRequest request) {
        return request.view().choices() == 1 ? CACHEABLE : SEVERAL_CHOICES;
    }

    /** Whether an accepted answer may be cached. */
    public static Cacheability of(Answer answer) {
        if (answer.toolCalls()) {
            return TOOL_CALLS;
        }
        if (!answer.finishReason().equals("stop")) {
            return NOT_FINISHED;
        }
        return answer.text().isBlank() ? EMPTY : CACHEABLE;
    }

    /** Whether it may be cached. */
    public boolean allowed() {
        return this == CACHEABLE;
    }
}
