package io.tiergate.dataplane.call.anthropic;

/** Why an answer ended, in OpenAI's words. */
final class StopReason {
    private StopReason() {}

    /** A reason that is not known ends as {@code stop}: a new word must not make every answer fail its checks. */
    static String inOpenAiWords(String reason) {
        return switch (reason) {
            case "max_tokens", "model_context_window_exceeded" -> "length";
            case "tool_use" -> "tool_calls";
            case "refusal" -> "content_filter";
            default -> "stop";
        };
    }
}
