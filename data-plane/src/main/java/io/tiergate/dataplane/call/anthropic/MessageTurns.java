package io.tiergate.dataplane.call.anthropic;

import io.tiergate.dataplane.call.http.CallFailure;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The conversation in Anthropic's form: two roles that take turns, content in blocks. Turns of the same role that follow each other
 * become one, as all results of tools must be in the one turn after the calls.
 */
final class MessageTurns {
    private static final String BASE64 = ";base64,";

    private final ArrayNode messages = MessagesRequest.JSON.createArrayNode();
    private String lastRole = "";

    ArrayNode out() {
        return messages;
    }

    /** Adds a turn that is not an instruction. */
    void add(String role, JsonNode turn, String place) throws CallFailure {
        ArrayNode blocks = MessagesRequest.JSON.createArrayNode();
        if (role.equals("tool")) {
            toolResult(turn, place, blocks);
        } else {
            content(turn.path("content"), place, blocks);
            toolUses(turn.path("tool_calls"), place, blocks);
            if (turn.path("function_call").isObject()) {
                throw MessagesRequest.refused(place + ".function_call; use tool_calls");
            }
        }
        append(role.equals("assistant") ? "assistant" : "user", blocks);
    }

    /** The text of a content that may be nothing but text. */
    static void texts(JsonNode content, String place, ArrayNode blocks) throws CallFailure {
        if (content.isString()) {
            text(content.asString(), blocks);
            return;
        }
        int index = 0;
        for (JsonNode part : content) {
            String type = part.path("type").asString("");
            if (!type.equals("text") && !type.equals("refusal")) {
                throw MessagesRequest.refused(place + ".content[" + index + "] of type '" + shortened(type) + "'");
            }
            text(part.path(type).asString(""), blocks);
            index++;
        }
    }

    private static void content(JsonNode content, String place, ArrayNode blocks) throws CallFailure {
        if (!content.isArray()) {
            texts(content, place, blocks);
            return;
        }
        int index = 0;
        for (JsonNode part : content) {
            String type = part.path("type").asString("");
            String at = place + ".content[" + index++ + "]";
            switch (type) {
                case "text", "refusal" -> text(part.path(type).asString(""), blocks);
                case "image_url" -> image(part.path("image_url").path("url").asString(""), at, blocks);
                default -> throw MessagesRequest.refused(at + " of type '" + shortened(type) + "'");
            }
        }
    }

    private static void text(String text, ArrayNode blocks) {
        if (!text.isEmpty()) { // Anthropic refuses empty blocks
            blocks.addObject().put("type", "text").put("text", text);
        }
    }

    private static void image(String url, String place, ArrayNode blocks) throws CallFailure {
        ObjectNode source = blocks.addObject().put("type", "image").putObject("source");
        int data = url.startsWith("data:") ? url.indexOf(BASE64) : -1;
        if (data > 0) {
            source.put("type", "base64")
                    .put("media_type", url.substring("data:".length(), data))
                    .put("data", url.substring(data + BASE64.length()));
        } else if (url.startsWith("https://")) {
            source.put("type", "url").put("url", url);
        } else {
            throw MessagesRequest.refused(place + ".image_url; send an https URL or a base64 data URL");
        }
    }

    private static void toolUses(JsonNode calls, String place, ArrayNode blocks) throws CallFailure {
        int index = 0;
        for (JsonNode call : calls) {
            JsonNode function = call.path("function");
            blocks.addObject()
                    .put("type", "tool_use")
                    .put("id", call.path("id").asString(""))
                    .put("name", function.path("name").asString(""))
                    .set("input", arguments(function, place + ".tool_calls[" + index++ + "].function.arguments"));
        }
    }

    private static JsonNode arguments(JsonNode function, String place) throws CallFailure {
        String text = function.path("arguments").asString("");
        if (text.isBlank()) {
            return MessagesRequest.JSON.createObjectNode();
        }
        try {
            JsonNode arguments = MessagesRequest.JSON.readTree(text);
            if (arguments.isObject()) {
                return arguments;
            }
        } catch (JacksonException e) {
            // said below
        }
        throw MessagesRequest.refused(place + ", which is not a JSON object");
    }

    private static void toolResult(JsonNode turn, String place, ArrayNode blocks) throws CallFailure {
        ObjectNode result = blocks.addObject()
                .put("type", "tool_result")
                .put("tool_use_id", turn.path("tool_call_id").asString(""));
        ArrayNode content = MessagesRequest.JSON.createArrayNode();
        content(turn.path("content"), place, content);
        if (!content.isEmpty()) {
            result.set("content", content);
        }
    }

    private void append(String role, ArrayNode blocks) {
        if (blocks.isEmpty()) {
            return;
        }
        if (role.equals(lastRole)) {
            ((ArrayNode) messages.get(messages.size() - 1).path("content")).addAll(blocks);
            return;
        }
        lastRole = role;
        messages.addObject().put("role", role).set("content", blocks);
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
