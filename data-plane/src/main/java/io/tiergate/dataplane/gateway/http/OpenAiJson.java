package io.tiergate.dataplane.gateway.http;

import io.tiergate.dataplane.model.Answer;
import io.tiergate.dataplane.model.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The JSON of OpenAI replies that Tiergate writes itself: errors, model lists, and a whole answer told as a stream. */
final class OpenAiJson {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private OpenAiJson() {}

    /** An error object; the decision's id is left out where it is empty, for nothing was decided. */
    static byte[] error(Refusal refusal, String decisionId) {
        ObjectNode root = MAPPER.createObjectNode();
        ObjectNode error = root.putObject("error");
        error.put("message", refusal.message());
        error.put("type", refusal.kind().openAiType());
        error.putNull("param");
        error.put("code", refusal.kind().label());
        if (!decisionId.isEmpty()) {
            error.put("decision_id", decisionId);
        }
        return MAPPER.writeValueAsBytes(root);
    }

    /** A list of models. */
    static byte[] models(Collection<String> ids) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("object", "list");
        ArrayNode data = root.putArray("data");
        for (String id : ids) {
            ObjectNode model = data.addObject();
            model.put("id", id);
            model.put("object", "model");
            model.put("created", 0);
            model.put("owned_by", "tiergate");
        }
        return MAPPER.writeValueAsBytes(root);
    }

    /**
     * A whole answer as the chunks that a stream of it would have had: one with the message, one with the end, and one with the usage
     * if the caller asked for it.
     */
    static List<byte[]> chunks(Answer answer, boolean includeUsage) {
        JsonNode body = MAPPER.readTree(answer.body());
        List<byte[]> chunks = new ArrayList<>(3);
        ObjectNode message = chunk(body);
        ObjectNode end = chunk(body);
        for (JsonNode choice : body.path("choices")) {
            ObjectNode delta = choice(message, choice).putObject("delta");
            if (choice.path("message") instanceof ObjectNode whole) {
                delta.setAll(whole);
            }
            numberToolCalls(delta);
            ObjectNode last = choice(end, choice);
            last.putObject("delta");
            last.set("finish_reason", choice.path("finish_reason"));
        }
        chunks.add(MAPPER.writeValueAsBytes(message));
        chunks.add(MAPPER.writeValueAsBytes(end));
        if (includeUsage) {
            ObjectNode usage = chunk(body);
            usage.putArray("choices");
            usage.set("usage", body.path("usage"));
            chunks.add(MAPPER.writeValueAsBytes(usage));
        }
        return chunks;
    }

    private static ObjectNode chunk(JsonNode body) {
        ObjectNode chunk = MAPPER.createObjectNode();
        chunk.put("id", body.path("id").asString(""));
        chunk.put("object", "chat.completion.chunk");
        chunk.put("created", body.path("created").asLong(0));
        chunk.put("model", body.path("model").asString(""));
        return chunk;
    }

    private static ObjectNode choice(ObjectNode chunk, JsonNode of) {
        ObjectNode choice = chunk.withArray("choices").addObject();
        choice.put("index", of.path("index").asInt(0));
        choice.putNull("finish_reason");
        return choice;
    }

    private static void numberToolCalls(ObjectNode delta) {
        int index = 0;
        for (JsonNode call : delta.path("tool_calls")) {
            ((ObjectNode) call).put("index", index++);
        }
    }

    /** {@code text} as UTF-8. */
    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
