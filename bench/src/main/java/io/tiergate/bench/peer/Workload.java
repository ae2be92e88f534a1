package io.tiergate.bench.peer;

import io.tiergate.v1.CompleteRequest;
import io.tiergate.v1.ContentPart;
import io.tiergate.v1.Message;
import io.tiergate.v1.Role;
import java.nio.charset.StandardCharsets;

/** The request that everything is measured with, and the provider's reply to it: about 1 KB each. */
public final class Workload {
    /** The last user turn; letters only, so that it is the same in JSON. */
    public static final String PROMPT = "Read this letter and say which invoice it is about and what it comes to. "
            + "We write to you about the delivery of the third of May, which came two days late and without the papers. "
                    .repeat(7);

    private static final String ANSWER = "{\\\"invoice\\\":\\\"2026-0117\\\",\\\"total\\\":1250.5,\\\"note\\\":\\\""
            + "the letter names no other invoice and asks for a copy of the delivery papers ".repeat(7)
            + "\\\"}";

    private Workload() {}

    /** The provider's reply. */
    public static byte[] reply() {
        return utf8(
                "{\"id\":\"chatcmpl-0000000000000000000000000000\",\"object\":\"chat.completion\",\"created\":1760000000,"
                        + "\"model\":\"bench-1\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
                        + ANSWER
                        + "\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":180,\"completion_tokens\":120,"
                        + "\"total_tokens\":300,\"prompt_tokens_details\":{\"cached_tokens\":0}}}");
    }

    /** An OpenAI request for that model, with {@code mark} in its prompt. */
    public static byte[] request(String model, String mark) {
        return utf8("{\"model\":\"" + model
                + "\",\"messages\":[{\"role\":\"system\",\"content\":\"You answer with JSON.\"},"
                + "{\"role\":\"user\",\"content\":\"" + PROMPT + mark + "\"}],\"temperature\":0,\"max_tokens\":300}");
    }

    /** The same for the gRPC API. */
    public static CompleteRequest completeRequest(String model, String mark) {
        CompleteRequest.Builder request = CompleteRequest.newBuilder()
                .setModel(model)
                .addMessages(message(Role.ROLE_SYSTEM, "You answer with JSON."))
                .addMessages(message(Role.ROLE_USER, PROMPT + mark));
        request.getSamplingBuilder().setTemperature(0).setMaxOutputTokens(300);
        return request.build();
    }

    private static Message message(Role role, String text) {
        return Message.newBuilder()
                .setRole(role)
                .addContent(ContentPart.newBuilder().setText(text))
                .build();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
