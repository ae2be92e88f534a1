package io.tiergate.simulator.answer;

import io.tiergate.simulator.recorded.Prompt;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of a request decides its answer, the same for both APIs.
 *
 * @param model as the caller named it
 * @param prompt what it says
 * @param maxTokens most tokens to generate; null for no bound
 * @param stops texts before which the answer ends
 * @param stream whether the answer is sent piece by piece
 * @param streamUsage whether a stream states its usage
 * @param logprobs whether it asks for tokens' log-probabilities
 */
public record ChatRequest(
        String model,
        Prompt prompt,
        @Nullable Long maxTokens,
        List<String> stops,
        boolean stream,
        boolean streamUsage,
        boolean logprobs) {
    public ChatRequest {
        stops = List.copyOf(stops);
    }
}
