package io.tiergate.simulator.dialect;

import io.tiergate.simulator.recorded.ContentText;
import io.tiergate.simulator.recorded.Message;
import io.tiergate.simulator.recorded.Prompt;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Maps an Anthropic request's {@code system} and {@code messages} onto the messages that recorded sets hold. */
final class AnthropicPrompt {
    private AnthropicPrompt() {}

    static Prompt of(JsonNode body) throws InvalidRequestException {
        List<Message> messages = new ArrayList<>();
        addSystem(messages, body.path("system"));
        JsonNode nodes = Fields.messages(body);
        for (int i = 0; i < nodes.size(); i++) {
            addMessage(messages, nodes.get(i), "messages[" + i + "]");
        }
        return Prompt.of(messages);
    }

    private static void addSystem(List<Message> messages, JsonNode system) throws InvalidRequestException {
        if (Fields.absent(system)) {
            return;
        }
        if (system.isString()) {
            messages.add(new Message("system", system.stringValue()));
            return;
        }
        if (!system.isArray()) {
            throw new InvalidRequestException("system", "system must be a string or an array of text blocks");
        }
        for (JsonNode block : system) {
            if (!block.path("text").isString()) {
                throw new InvalidRequestException("system", "system must be a string or an array of text blocks");
            }
            messages.add(new Message("system", block.path("text").stringValue()));
        }
    }

    private static void addMessage(List<Message> messages, JsonNode node, String field) throws InvalidRequestException {
        String role = node.path("role").asString("");
        if (!role.equals("user") && !role.equals("assistant")) {
            throw new InvalidRequestException(field + ".role", field + ".role must be user or assistant");
        }
        JsonNode content = node.path("content");
        String text = Fields.absent(content) ? null : ContentText.of(content);
        if (text == null) {
            throw new InvalidRequestException(
                    field + ".content", field + ".content must be a string or an array of blocks");
        }
        boolean answersTools = addToolResults(messages, content);
        if (!answersTools || !text.isEmpty()) {
            messages.add(new Message(role, text));
        }
    }

    /** Tool results are messages of their own in recorded sets. */
    private static boolean addToolResults(List<Message> messages, JsonNode content) {
        boolean any = false;
        if (content.isArray()) {
            for (JsonNode block : content) {
                if (block.path("type").asString("").equals("tool_result")) {
                    String text = ContentText.of(block.path("content"));
                    messages.add(new Message("tool", text == null ? "" : text));
                    any = true;
                }
            }
        }
        return any;
    }
}
