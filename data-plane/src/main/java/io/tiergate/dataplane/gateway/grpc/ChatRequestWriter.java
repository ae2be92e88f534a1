package io.tiergate.dataplane.gateway.grpc;

import io.tiergate.dataplane.model.ChatRequest;
import io.tiergate.dataplane.model.ChatRequestReader;
import io.tiergate.dataplane.model.Span;
import io.tiergate.policy.document.JsonBytes;
import io.tiergate.v1.CompleteRequest;
import io.tiergate.v1.ContentPart;
import io.tiergate.v1.JsonSchema;
import io.tiergate.v1.Message;
import io.tiergate.v1.ResponseFormat;
import io.tiergate.v1.Role;
import io.tiergate.v1.Sampling;
import io.tiergate.v1.Tool;
import io.tiergate.v1.ToolCall;
import io.tiergate.v1.ToolChoice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes a typed request as the OpenAI request that it stands for. It notes what is where while it writes, so that a plain request, texts
 * and sampling, need not be read again. Confined to one request.
 */
final class ChatRequestWriter {
    private static final int TYPICAL_BYTES = 2_048;
    private static final int QUOTES = 2;

    private static final Set<String> TYPED = Set.of(
            "model",
            "messages",
            "stream",
            "stream_options",
            "temperature",
            "top_p",
            "max_tokens",
            "max_completion_tokens",
            "stop",
            "seed",
            "frequency_penalty",
            "presence_penalty",
            "tools",
            "tool_choice",
            "response_format");

    private final CompleteRequest request;
    private final boolean stream;
    private final JsonBytes json = new JsonBytes(TYPICAL_BYTES);
    private final Map<String, Span> members = new LinkedHashMap<>();
    private final List<ChatRequest.Turn> turns = new ArrayList<>();
    /** What was noted is all that a reader would find, and nothing that it would refuse. */
    private boolean plain = true;

    private ChatRequestWriter(CompleteRequest request, boolean stream) {
        this.request = request;
        this.stream = stream;
    }

    /**
     * The request, as if its JSON had come.
     *
     * @throws BadRequestException if a field cannot be written; the message names it
     */
    static ChatRequestReader.Result write(CompleteRequest request, boolean stream) {
        return new ChatRequestWriter(request, stream).write();
    }

    private ChatRequestReader.Result write() {
        json.object();
        model();
        messages();
        if (stream) {
            int start = begin("stream");
            json.raw("true");
            noted("stream", start);
        }
        if (request.hasSampling()) {
            sampling(request.getSampling());
        }
        if (request.getToolsCount() > 0) {
            tools();
        }
        if (request.hasToolChoice()) {
            toolChoice(request.getToolChoice());
        }
        if (request.hasResponseFormat()) {
            responseFormat(request.getResponseFormat());
        }
        if (!request.getExtraJson().isEmpty()) {
            extra(request.getExtraJson());
        }
        json.endObject();
        byte[] body = json.toBytes();
        return plain
                ? new ChatRequestReader.Result.Read(new ChatRequest(body, members, List.copyOf(turns), view()))
                : ChatRequestReader.read(body);
    }

    /** What a plain request says. */
    private ChatRequest.View view() {
        Sampling sampling = request.getSampling();
        return new ChatRequest.View(
                modelName(),
                stream,
                false,
                sampling.hasMaxOutputTokens() ? Long.valueOf(sampling.getMaxOutputTokens()) : null,
                1,
                false,
                false,
                false,
                "text",
                "",
                null);
    }

    private String modelName() {
        return request.getModel().isEmpty() ? "auto" : request.getModel();
    }

    /** A top-level member; gives where its value begins. */
    private int begin(String name) {
        json.name(name);
        return json.begin();
    }

    /** Its value is written. */
    private void noted(String name, int start) {
        members.put(name, new Span(start, json.size()));
    }

    private void model() {
        String name = modelName();
        plain &= !name.isBlank();
        int start = begin("model");
        json.text(name);
        noted("model", start);
    }

    private void messages() {
        plain &= request.getMessagesCount() > 0;
        int start = begin("messages");
        json.array();
        for (int i = 0; i < request.getMessagesCount(); i++) {
            message(request.getMessages(i), i);
        }
        json.endArray();
        noted("messages", start);
    }

    private void message(Message message, int index) {
        String role = role(message.getRole(), index);
        int start = json.begin();
        json.object();
        json.member("role", role);
        int textBytes = content(message.getContentList(), index);
        json.unlessEmpty("name", message.getName());
        if (message.getToolCallsCount() > 0) {
            json.array("tool_calls");
            message.getToolCallsList().forEach(this::toolCall);
            json.endArray();
        }
        json.unlessEmpty("tool_call_id", message.getToolCallId());
        json.endObject();
        turns.add(new ChatRequest.Turn(role, new Span(start, json.size()), textBytes));
    }

    /** Writes a message's content; gives the bytes of a plain text. */
    private int content(List<ContentPart> content, int message) {
        if (content.size() == 1 && content.getFirst().getPartCase() == ContentPart.PartCase.TEXT) {
            int start = begin("content");
            json.text(content.getFirst().getText());
            return json.size() - start - QUOTES;
        }
        plain = false;
        if (!content.isEmpty()) {
            json.array("content");
            for (int i = 0; i < content.size(); i++) {
                part(content.get(i), "messages[" + message + "].content[" + i + "]");
            }
            json.endArray();
        }
        return 0;
    }

    private static String role(Role role, int message) {
        return switch (role) {
            case ROLE_SYSTEM -> "system";
            case ROLE_DEVELOPER -> "developer";
            case ROLE_USER -> "user";
            case ROLE_ASSISTANT -> "assistant";
            case ROLE_TOOL -> "tool";
            case ROLE_UNSPECIFIED, UNRECOGNIZED ->
                throw new BadRequestException(
                        "messages[" + message + "].role is missing or unknown: use one of enum Role");
        };
    }

    private void part(ContentPart part, String place) {
        switch (part.getPartCase()) {
            case TEXT -> {
                json.object();
                json.member("type", "text");
                json.member("text", part.getText());
                json.endObject();
            }
            case IMAGE_URL -> {
                json.object();
                json.member("type", "image_url");
                json.object("image_url");
                json.member("url", part.getImageUrl());
                json.endObject();
                json.endObject();
            }
            case OTHER_JSON -> copy(part.getOtherJson(), place + ".other_json");
            case PART_NOT_SET -> throw new BadRequestException(place + " is empty: set one of its fields");
        }
    }

    private void toolCall(ToolCall call) {
        json.object();
        json.member("id", call.getId());
        json.member("type", "function");
        json.object("function");
        json.member("name", call.getName());
        json.member("arguments", call.getArgumentsJson());
        json.endObject();
        json.endObject();
    }

    private void sampling(Sampling sampling) {
        if (sampling.hasTemperature()) {
            number("temperature", sampling.getTemperature());
        }
        if (sampling.hasTopP()) {
            number("top_p", sampling.getTopP());
        }
        if (sampling.hasMaxOutputTokens()) {
            plain &= sampling.getMaxOutputTokens() > 0;
            number("max_tokens", sampling.getMaxOutputTokens());
        }
        if (sampling.getStopCount() > 0) {
            int start = begin("stop");
            json.array();
            sampling.getStopList().forEach(json::text);
            json.endArray();
            noted("stop", start);
        }
        if (sampling.hasSeed()) {
            number("seed", sampling.getSeed());
        }
        if (sampling.hasFrequencyPenalty()) {
            number("frequency_penalty", sampling.getFrequencyPenalty());
        }
        if (sampling.hasPresencePenalty()) {
            number("presence_penalty", sampling.getPresencePenalty());
        }
    }

    private void number(String name, long value) {
        int start = begin(name);
        json.number(value);
        noted(name, start);
    }

    private void number(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new BadRequestException("sampling." + name + " must be a finite number");
        }
        int start = begin(name);
        json.raw(Double.toString(value));
        noted(name, start);
    }

    private void tools() {
        plain = false;
        json.array("tools");
        for (int i = 0; i < request.getToolsCount(); i++) {
            tool(request.getTools(i), "tools[" + i + "]");
        }
        json.endArray();
    }

    private void tool(Tool tool, String place) {
        json.object();
        json.member("type", "function");
        json.object("function");
        json.member("name", tool.getName());
        json.unlessEmpty("description", tool.getDescription());
        if (!tool.getParametersJson().isEmpty()) {
            json.name("parameters");
            copy(tool.getParametersJson(), place + ".parameters_json");
        }
        json.endObject();
        json.endObject();
    }

    private void toolChoice(ToolChoice choice) {
        plain = false;
        switch (choice.getChoiceCase()) {
            case MODE -> {
                switch (choice.getMode()) {
                    case NONE -> json.member("tool_choice", "none");
                    case AUTO -> json.member("tool_choice", "auto");
                    case REQUIRED -> json.member("tool_choice", "required");
                    case MODE_UNSPECIFIED -> {}
                    case UNRECOGNIZED ->
                        throw new BadRequestException("tool_choice.mode is unknown: use one of enum Mode");
                }
            }
            case FUNCTION -> {
                json.object("tool_choice");
                json.member("type", "function");
                json.object("function");
                json.member("name", choice.getFunction());
                json.endObject();
                json.endObject();
            }
            case CHOICE_NOT_SET -> {}
        }
    }

    private void responseFormat(ResponseFormat format) {
        plain = false;
        switch (format.getFormatCase()) {
            case JSON_OBJECT -> {
                json.object("response_format");
                json.member("type", format.getJsonObject() ? "json_object" : "text");
                json.endObject();
            }
            case JSON_SCHEMA -> {
                JsonSchema schema = format.getJsonSchema();
                json.object("response_format");
                json.member("type", "json_schema");
                json.object("json_schema");
                json.member("name", schema.getName());
                json.name("schema");
                copy(schema.getSchemaJson(), "response_format.json_schema.schema_json");
                json.member("strict", schema.getStrict());
                json.endObject();
                json.endObject();
            }
            case FORMAT_NOT_SET -> {}
        }
    }

    /** Further members, each as it stands in the text. */
    private void extra(String text) {
        plain = false;
        CallerJson.members(text, "extra_json", TYPED, (name, value) -> {
            json.anyName(name);
            json.raw(value);
        });
    }

    private void copy(String text, String place) {
        json.raw(CallerJson.value(text, place));
    }
}
