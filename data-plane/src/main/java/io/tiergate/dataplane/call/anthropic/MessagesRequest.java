package io.tiergate.dataplane.call.anthropic;

import io.tiergate.dataplane.call.http.CallFailure;
import io.tiergate.dataplane.model.ChatRequest;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.plan.Ending;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Says an OpenAI chat request in Anthropic's words. Confined to one request. */
final class MessagesRequest {
    static final JsonMapper JSON = JsonMapper.builder().build();

    private final ChatRequest request;
    private final ObjectNode out = JSON.createObjectNode();

    private MessagesRequest(ChatRequest request) {
        this.request = request;
    }

    /**
     * The body of a call.
     *
     * @throws CallFailure as {@code BAD_REQUEST}, naming the member that Anthropic has no words for
     */
    static byte[] of(ChatRequest request, Model model, boolean stream) throws CallFailure {
        MessagesRequest made = new MessagesRequest(request);
        made.refuseUntranslatable();
        try {
            made.translate(model, stream);
            return JSON.writeValueAsBytes(made.out);
        } catch (JacksonException e) {
            throw refused("a part that is too deep or a number that is too long");
        }
    }

    private void translate(Model model, boolean stream) throws CallFailure {
        out.put("model", model.upstreamName());
        Long asked = request.view().maxOutputTokens();
        out.put("max_tokens", asked != null ? asked : model.maxOutputTokens());
        turns();
        sampling();
        tools();
        if (stream) {
            out.put("stream", true);
        }
    }

    /** A request that cannot be said; the message names the member and the remedy. */
    static CallFailure refused(String what) {
        return new CallFailure(Ending.BAD_REQUEST, "cannot be asked of an Anthropic model: " + what);
    }

    private void refuseUntranslatable() throws CallFailure {
        ChatRequest.View view = request.view();
        if (view.choices() > 1) {
            throw refused("'n' above 1; ask once for each answer");
        }
        if (view.responseFormat().equals("json_schema")) {
            throw refused("response_format json_schema; use a model that has it, or a tool with that schema");
        }
        if (request.members().containsKey("functions")) {
            throw refused("'functions'; use 'tools'");
        }
    }

    private void turns() throws CallFailure {
        ArrayNode system = JSON.createArrayNode();
        MessageTurns messages = new MessageTurns();
        int index = 0;
        for (ChatRequest.Turn turn : request.turns()) {
            String place = "messages[" + index++ + "]";
            JsonNode json = JSON.readTree(
                    request.body(), turn.span().start(), turn.span().length());
            if (turn.instructs()) {
                MessageTurns.texts(json.path("content"), place, system);
            } else {
                messages.add(turn.role(), json, place);
            }
        }
        if (messages.out().isEmpty()) {
            throw refused("a conversation of instructions only; add a user message");
        }
        if (!system.isEmpty()) {
            out.set("system", system);
        }
        out.set("messages", messages.out());
    }

    private void sampling() {
        JsonNode temperature = member("temperature");
        if (temperature != null && temperature.isNumber()) {
            out.put("temperature", Math.clamp(temperature.asDouble(), 0.0, 1.0));
        }
        JsonNode topP = member("top_p");
        if (topP != null && topP.isNumber()) {
            out.set("top_p", topP);
        }
        JsonNode stop = member("stop");
        if (stop != null) {
            ArrayNode sequences = JSON.createArrayNode();
            for (JsonNode one : stop.isArray() ? stop : List.of(stop)) {
                if (one.isString() && !one.asString().isBlank()) { // Anthropic refuses blank ones
                    sequences.add(one.asString());
                }
            }
            if (!sequences.isEmpty()) {
                out.set("stop_sequences", sequences);
            }
        }
        if (request.view().user() != null) {
            out.putObject("metadata").put("user_id", request.view().user());
        }
    }

    private void tools() throws CallFailure {
        JsonNode offered = member("tools");
        if (offered == null || !offered.isArray() || offered.isEmpty()) {
            return;
        }
        ArrayNode tools = out.putArray("tools");
        for (JsonNode tool : offered) {
            JsonNode function = tool.path("function");
            if (!function.path("name").isString()) {
                throw refused("tools[" + tools.size() + "], which is not a function with a name");
            }
            ObjectNode made =
                    tools.addObject().put("name", function.path("name").asString());
            if (function.path("description").isString()) {
                made.put("description", function.path("description").asString());
            }
            made.set(
                    "input_schema",
                    function.path("parameters").isObject()
                            ? function.path("parameters")
                            : JSON.createObjectNode().put("type", "object"));
        }
        toolChoice();
    }

    private void toolChoice() throws CallFailure {
        JsonNode parallel = member("parallel_tool_calls");
        boolean oneAtATime = parallel != null && parallel.isBoolean() && !parallel.asBoolean();
        JsonNode asked = member("tool_choice");
        if (asked == null && !oneAtATime) {
            return;
        }
        ObjectNode choice = JSON.createObjectNode();
        String word = asked == null ? "auto" : asked.isString() ? asked.asString() : "";
        switch (word) {
            case "auto", "none" -> choice.put("type", word);
            case "required" -> choice.put("type", "any");
            default -> {
                JsonNode name = asked == null
                        ? JSON.missingNode()
                        : asked.path("function").path("name");
                if (!name.isString()) {
                    throw refused("this 'tool_choice'; use auto, none, required or a function");
                }
                choice.put("type", "tool").put("name", name.asString());
            }
        }
        if (oneAtATime && !word.equals("none")) {
            choice.put("disable_parallel_tool_use", true);
        }
        out.set("tool_choice", choice);
    }

    /** A top-level member; null if it is not there or null. */
    private @Nullable JsonNode member(String name) {
        String json = request.member(name);
        if (json == null) {
            return null;
        }
        JsonNode node = Objects.requireNonNull(JSON.readTree(json));
        return node.isNull() ? null : node;
    }
}
