package io.tiergate.simulator.answer;

import io.tiergate.simulator.bill.Usage;
import io.tiergate.simulator.recorded.ToolCall;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the model says to one request.
 *
 * @param text empty if it only calls tools
 * @param toolCalls the tools it calls
 * @param finish why it stopped
 * @param stopSequence the stop sequence it came to; null for none
 * @param usage the tokens of the whole answer
 * @param logprob log-probability of each token; null: not asked for, or not known
 */
public record Answer(
        String text,
        List<ToolCall> toolCalls,
        Finish finish,
        @Nullable String stopSequence,
        Usage usage,
        @Nullable Double logprob) {
    public Answer {
        toolCalls = List.copyOf(toolCalls);
    }
}
