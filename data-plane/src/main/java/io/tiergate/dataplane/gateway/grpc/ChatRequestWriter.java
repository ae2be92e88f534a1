package io.tiergate.dataplane.gateway.grpc;

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
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/** Writes a typed request as the OpenAI request that it stands for. */
final class ChatRequestWriter {
    /** Nesting is bounded where the request is read. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(100_000).build())
            .build();

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
    private final JsonGenerator json;

    private ChatRequestWriter(CompleteRequest request, JsonGenerator json) {
        this.request = request;
        this.json = json;
    }

    /**
     * The request as JSON.
     *
     * @throws BadRequestException if a field cannot be written; the message names it
     */
    static byte[] write(CompleteRequest request, boolean stream) {
        // Grows to what it gets, which comes in one stretch; asking the message for its size would count every text
        // sign by sign.
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            new ChatRequestWriter(request, json).write(stream);
        }
        return bytes.toByteArray();
    }

    /** A field that is not what the API takes. */
    static final class BadRequestException extends RuntimeException {
        private static final long serialVersionUID = 1;

        BadRequestException(String message) {
            super(message, null, false, false);
        }
    }

    private void write(boolean stream) {
        json.writeStartObject();
        json.writeStringProperty("model", request.getModel().isEmpty() ? "auto" : request.getModel());
        json.writeArrayPropertyStart("messages");
        for (int i = 0; i < request.getMessagesCount(); i++) {
            message(request.getMessages(i), "messages[" + i + "]");
        }
        json.writeEndArray();
        if (stream) {
            json.writeBooleanProperty("stream", true);
        }
        if (request.hasSampling()) {
            sampling(request.getSampling());
        }
        if (request.getToolsCount() > 0) {
            json.writeArrayPropertyStart("tools");
            for (int i = 0; i < request.getToolsCount(); i++) {
                tool(request.getTools(i), "tools[" + i + "]");
            }
            json.writeEndArray();
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
        json.writeEndObject();
    }

    private void message(Message message, String place) {
        json.writeStartObject();
        json.writeStringProperty("role", role(message.getRole(), place));
        List<ContentPart> content = message.getContentList();
        if (content.size() == 1 && content.getFirst().getPartCase() == ContentPart.PartCase.TEXT) {
            json.writeStringProperty("content", content.getFirst().getText());
        } else if (!content.isEmpty()) {
            json.writeArrayPropertyStart("content");
            for (int i = 0; i < content.size(); i++) {
                part(content.get(i), place + ".content[" + i + "]");
            }
            json.writeEndArray();
        }
        if (!message.getName().isEmpty()) {
            json.writeStringProperty("name", message.getName());
        }
        if (message.getToolCallsCount() > 0) {
            json.writeArrayPropertyStart("tool_calls");
            message.getToolCallsList().forEach(this::toolCall);
            json.writeEndArray();
        }
        if (!message.getToolCallId().isEmpty()) {
            json.writeStringProperty("tool_call_id", message.getToolCallId());
        }
        json.writeEndObject();
    }

    private static String role(Role role, String place) {
        return switch (role) {
            case ROLE_SYSTEM -> "system";
            case ROLE_DEVELOPER -> "developer";
            case ROLE_USER -> "user";
            case ROLE_ASSISTANT -> "assistant";
            case ROLE_TOOL -> "tool";
            case ROLE_UNSPECIFIED, UNRECOGNIZED ->
                throw new BadRequestException(place + ".role is missing or unknown: use one of enum Role");
        };
    }

    private void part(ContentPart part, String place) {
        switch (part.getPartCase()) {
            case TEXT -> {
                json.writeStartObject();
                json.writeStringProperty("type", "text");
                json.writeStringProperty("text", part.getText());
                json.writeEndObject();
            }
            case IMAGE_URL -> {
                json.writeStartObject();
                json.writeStringProperty("type", "image_url");
                json.writeObjectPropertyStart("image_url");
                json.writeStringProperty("url", part.getImageUrl());
                json.writeEndObject();
                json.writeEndObject();
            }
            case OTHER_JSON -> copy(part.getOtherJson(), place + ".other_json");
            case PART_NOT_SET -> throw new BadRequestException(place + " is empty: set one of its fields");
        }
    }

    private void toolCall(ToolCall call) {
        json.writeStartObject();
        json.writeStringProperty("id", call.getId());
        json.writeStringProperty("type", "function");
        json.writeObjectPropertyStart("function");
        json.writeStringProperty("name", call.getName());
        json.writeStringProperty("arguments", call.getArgumentsJson());
        json.writeEndObject();
        json.writeEndObject();
    }

    private void sampling(Sampling sampling) {
        if (sampling.hasTemperature()) {
            number("temperature", sampling.getTemperature());
        }
        if (sampling.hasTopP()) {
            number("top_p", sampling.getTopP());
        }
        if (sampling.hasMaxOutputTokens()) {
            json.writeNumberProperty("max_tokens", sampling.getMaxOutputTokens());
        }
        if (sampling.getStopCount() > 0) {
            json.writeArrayPropertyStart("stop");
            sampling.getStopList().forEach(json::writeString);
            json.writeEndArray();
        }
        if (sampling.hasSeed()) {
            json.writeNumberProperty("seed", sampling.getSeed());
        }
        if (sampling.hasFrequencyPenalty()) {
            number("frequency_penalty", sampling.getFrequencyPenalty());
        }
        if (sampling.hasPresencePenalty()) {
            number("presence_penalty", sampling.getPresencePenalty());
        }
    }

    private void number(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new BadRequestException("sampling." + name + " must be a finite number");
        }
        json.writeNumberProperty(name, value);
    }

    private void tool(Tool tool, String place) {
        json.writeStartObject();
        json.writeStringProperty("type", "function");
        json.writeObjectPropertyStart("function");
        json.writeStringProperty("name", tool.getName());
        if (!tool.getDescription().isEmpty()) {
            json.writeStringProperty("description", tool.getDescription());
        }
        if (!tool.getParametersJson().isEmpty()) {
            json.writeName("parameters");
            copy(tool.getParametersJson(), place + ".parameters_json");
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private void toolChoice(ToolChoice choice) {
        switch (choice.getChoiceCase()) {
            case MODE -> {
                switch (choice.getMode()) {
                    case NONE -> json.writeStringProperty("tool_choice", "none");
                    case AUTO -> json.writeStringProperty("tool_choice", "auto");
                    case REQUIRED -> json.writeStringProperty("tool_choice", "required");
                    case MODE_UNSPECIFIED -> {}
                    case UNRECOGNIZED ->
                        throw new BadRequestException("tool_choice.mode is unknown: use one of enum Mode");
                }
            }
            case FUNCTION -> {
                json.writeObjectPropertyStart("tool_choice");
                json.writeStringProperty("type", "function");
                json.writeObjectPropertyStart("function");
                json.writeStringProperty("name", choice.getFunction());
                json.writeEndObject();
                json.writeEndObject();
            }
            case CHOICE_NOT_SET -> {}
        }
    }

    private void responseFormat(ResponseFormat format) {
        switch (format.getFormatCase()) {
            case JSON_OBJECT -> {
                json.writeObjectPropertyStart("response_format");
                json.writeStringProperty("type", format.getJsonObject() ? "json_object" : "text");
                json.writeEndObject();
            }
            case JSON_SCHEMA -> {
                JsonSchema schema = format.getJsonSchema();
                json.writeObjectPropertyStart("response_format");
                json.writeStringProperty("type", "json_schema");
                json.writeObjectPropertyStart("json_schema");
                json.writeStringProperty("name", schema.getName());
                json.writeName("schema");
                copy(schema.getSchemaJson(), "response_format.json_schema.schema_json");
                json.writeBooleanProperty("strict", schema.getStrict());
                json.writeEndObject();
                json.writeEndObject();
            }
            case FORMAT_NOT_SET -> {}
        }
    }

    /** Further members, each as it stands in the text. */
    private void extra(String text) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new BadRequestException("extra_json must be a JSON object");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                if (TYPED.contains(name)) {
                    throw new BadRequestException(
                            "extra_json has '" + name + "', which has a field of its own: use that");
                }
                parser.nextToken();
                json.writeName(name);
                json.writeRawValue(value(parser, text));
            }
            requireEnd(parser, "extra_json");
        } catch (JacksonException e) {
            throw notJson("extra_json", e);
        }
    }

    /** A JSON text as it is. */
    private void copy(String text, String place) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() == null) {
                throw new BadRequestException(place + " is empty: write JSON");
            }
            String value = value(parser, text);
            requireEnd(parser, place);
            json.writeRawValue(value);
        } catch (JacksonException e) {
            throw notJson(place, e);
        }
    }

    private static String value(JsonParser parser, String text) {
        int start = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        parser.finishToken();
        return text.substring(start, (int) parser.currentLocation().getCharOffset());
    }

    private static void requireEnd(JsonParser parser, String place) {
        if (parser.nextToken() != null) {
            throw new BadRequestException(place + " has more after its JSON: write one value");
        }
    }

    /** Where the text is wrong, without a word of it: it may be a prompt, and refusals are recorded. */
    private static BadRequestException notJson(String place, JacksonException e) {
        if (e instanceof StreamConstraintsException) {
            return new BadRequestException(place + " is nested too deep, or has a name or number that is too long");
        }
        var at = e.getLocation();
        return new BadRequestException(place + " is not JSON"
                + (at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")"));
    }
}
