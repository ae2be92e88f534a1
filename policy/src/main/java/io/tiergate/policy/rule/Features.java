package io.tiergate.policy.rule;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a request when it is routed: all that conditions and the planner see, and all that a decision record keeps of
 * the request. No prompt text. Null means unknown.
 *
 * @param task task type
 * @param domain subject area, declared or the policy's default; null: unknown
 * @param stakes {@code low} or {@code high}
 * @param size tokens in and out
 * @param form what the request asks of a model
 * @param caller who asks
 * @param tags the caller's labels
 */
public record Features(
        String task,
        @Nullable String domain,
        String stakes,
        Size size,
        Form form,
        Caller caller,
        Map<String, String> tags) {
    public Features {
        tags = Map.copyOf(tags);
    }

    /**
     * Tokens.
     *
     * @param inputTokens estimated tokens of the prompt
     * @param expectedOutputTokens the request's bound if it has one, else the task's {@code output_tokens}
     * @param maxOutputTokens the request's own bound; null: none
     */
    public record Size(
            long inputTokens,
            long expectedOutputTokens,
            @Nullable Long maxOutputTokens) {}

    /**
     * What the request asks of a model.
     *
     * @param messages turns in the conversation
     * @param tools whether it offers tools
     * @param images whether it has image content
     * @param responseFormat {@code text}, {@code json_object} or {@code json_schema}
     * @param stream whether the answer is streamed
     */
    public record Form(int messages, boolean tools, boolean images, String responseFormat, boolean stream) {}

    /**
     * Who asks.
     *
     * @param tenant from the credential
     * @param subscription from the access document; may be empty
     * @param user end user that the caller declares; null: none
     */
    public record Caller(
            String tenant, String subscription, @Nullable String user) {}
}
