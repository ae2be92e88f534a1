package io.tiergate.dataplane.call;

import io.tiergate.dataplane.model.ChatRequest;
import io.tiergate.policy.catalog.Model;

/**
 * One attempt, as a provider needs it.
 *
 * @param attemptId unique; sent as {@code x-request-id}, so that a provider's bill can be matched to the ledger
 * @param request what is asked; its {@code model}, {@code stream} and {@code stream_options} members are replaced on the wire
 * @param model what is called
 * @param firstTokenMillis until the first byte of the answer; for a whole answer, which comes at once, as long as the request has
 * @param idleMillis between two pieces of a stream
 * @param deadlineNanos {@link System#nanoTime} by which all must be over
 * @param cancellation the caller's
 * @param logprobs whether the gate wants to know how sure the model is of its tokens; what the caller did not ask for does not come back in the answer
 */
public record ProviderCall(
        String attemptId,
        ChatRequest request,
        Model model,
        long firstTokenMillis,
        long idleMillis,
        long deadlineNanos,
        Cancellation cancellation,
        boolean logprobs) {}
