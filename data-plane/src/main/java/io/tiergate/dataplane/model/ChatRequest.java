package io.tiergate.dataplane.model;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An OpenAI chat request, kept whole: the bytes as they came, and a typed view of what Tiergate decides on. Immutable; nobody
 * writes to the body.
 */
public final class ChatRequest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final byte[] body;
    private final Map<String, Span> members;
    private final List<Turn> turns;
    private final View view;

    /**
     * A request whose parts agree with its body; whoever read or wrote it has seen to that.
     *
     * @param members in document order
     */
    public ChatRequest(byte[] body, Map<String, Span> members, List<Turn> turns, View view) {
        this.body = body;
        this.members = members;
        this.turns = turns;
        this.view = view;
    }

    /** The body as it came: a JSON object in UTF-8. Not to be written to. */
    public byte[] body() {
        return body;
    }

    /** Where the value of each top-level member is, in document order. */
    public Map<String, Span> members() {
        return members;
    }

    /** The conversation, oldest first; at least one turn. */
    public List<Turn> turns() {
        return turns;
    }

    /** The typed view. */
    public View view() {
        return view;
    }

    /** The text of a stretch of the body. */
    public String text(Span span) {
        return new String(body, span.start(), span.length(), StandardCharsets.UTF_8);
    }

    /** The text of the last turn of the user; empty: there is none. */
    public String lastUserText() {
        for (Turn turn : turns.reversed()) {
            if (turn.role().equals("user")) {
                return words(turn);
            }
        }
        return "";
    }

    /** What a turn says: its content, or the texts of its content's parts; empty where it has none. */
    public String words(Turn turn) {
        JsonNode content;
        try {
            content = MAPPER.readTree(text(turn.span())).path("content");
        } catch (JacksonException e) {
            return ""; // whoever read the request has read it before: cannot be
        }
        if (content.isString()) {
            return content.stringValue();
        }
        StringBuilder words = new StringBuilder();
        content.forEach(part -> words.append(part.path("text").asString("")));
        return words.toString();
    }

    /** The JSON text of a top-level member; null if there is none. */
    public @Nullable String member(String name) {
        Span span = members.get(name);
        return span == null ? null : text(span);
    }

    /**
     * One turn of the conversation.
     *
     * @param role {@code system}, {@code developer}, {@code user}, {@code assistant} or {@code tool}
     * @param span its JSON object
     * @param textBytes UTF-8 bytes of its text
     */
    public record Turn(String role, Span span, int textBytes) {
        /** Whether it instructs the model rather than takes part in the conversation. */
        public boolean instructs() {
            return role.equals("system") || role.equals("developer");
        }
    }

    /**
     * What Tiergate decides on.
     *
     * @param model the {@code model} member
     * @param stream whether the answer is streamed
     * @param includeUsage whether a stream ends with usage
     * @param maxOutputTokens {@code max_completion_tokens} or {@code max_tokens}; null: none
     * @param choices {@code n}
     * @param tools whether it offers tools
     * @param images whether it has image content
     * @param otherContent whether it has content that is neither text nor image
     * @param responseFormat {@code text}, {@code json_object} or {@code json_schema}
     * @param schemaJson JSON Schema of the response format; empty: none
     * @param user the {@code user} member; null: none
     */
    public record View(
            String model,
            boolean stream,
            boolean includeUsage,
            @Nullable Long maxOutputTokens,
            int choices,
            boolean tools,
            boolean images,
            boolean otherContent,
            String responseFormat,
            String schemaJson,
            @Nullable String user) {}
}
