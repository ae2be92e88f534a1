package io.tiergate.simulator.bill;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One call as the provider saw it.
 *
 * @param requestId the caller's {@code x-request-id}, or one made up
 * @param time when the call was settled
 * @param api {@code openai} or {@code anthropic}
 * @param model the id in the price file; null if the request named no known model
 * @param promptId the recorded prompt; null if none matched
 * @param streamed whether the caller asked for a stream
 * @param status the HTTP status sent, 499 if the caller left before one was
 * @param outcome how it ended
 * @param usage billed tokens; all zero where nothing was billed
 * @param micros billed micro-dollars
 * @param billed whether output was produced and charged
 */
public record BilledCall(
        String requestId,
        Instant time,
        String api,
        @Nullable String model,
        @Nullable String promptId,
        boolean streamed,
        int status,
        CallOutcome outcome,
        Usage usage,
        long micros,
        boolean billed) {}
