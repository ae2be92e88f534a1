package io.tiergate.dataplane.call.chat;

import io.tiergate.dataplane.model.Span;
import io.tiergate.policy.answer.TokenLogprobs;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The log-probabilities in a whole chat completion: how sure the model was of the first choice's text, and where all of them stand. What makes no sense is
 * no reason to refuse an answer: then nothing is known. Confined to one reply.
 */
public final class Logprobs {
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

    private final List<Span> spans = new ArrayList<>(1);
    private TokenLogprobs first = new TokenLogprobs();

    private final byte[] body;

    private Logprobs(byte[] body) {
        this.body = body;
    }

    /** Those of a body, which may be anything: of what is no completion nothing is known. Never throws. */
    public static Logprobs in(byte[] body) {
        Logprobs read = new Logprobs(body);
        try (JsonParser parser = ChatJson.lenientReader(body)) {
            read.completion(parser);
            return read;
        } catch (JacksonException e) {
            return new Logprobs(body);
        }
    }

    /** The mean of the first choice's tokens, in millionths; null: not known. */
    public @Nullable Integer mean() {
        return first.mean();
    }

    private void completion(JsonParser parser) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return;
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean choices = parser.currentName().equals("choices");
            if (choices && parser.nextToken() == JsonToken.START_ARRAY) {
                choices(parser);
            } else if (choices) {
                parser.skipChildren();
            } else {
                parser.nextToken();
                parser.skipChildren();
            }
        }
    }

    private void choices(JsonParser parser) {
        int index = 0;
        for (JsonToken token = parser.nextToken(); ChunkReader.isInside(token); token = parser.nextToken()) {
            if (token == JsonToken.START_OBJECT) {
                choice(parser, index == 0);
            } else {
                parser.skipChildren();
            }
            index++;
        }
    }

    private void choice(JsonParser parser, boolean isFirst) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("logprobs") && value == JsonToken.START_OBJECT) {
                int start = ChatJson.tokenStart(parser);
                TokenLogprobs read = object(parser);
                first = isFirst ? read : first;
                spans.add(new Span(start, ChatJson.valueEnd(parser)));
            } else {
                parser.skipChildren();
            }
        }
    }

    /** The sum of {@code content}; of {@code refusal} and what else there may be nothing is read. */
    private static TokenLogprobs object(JsonParser parser) {
        TokenLogprobs read = new TokenLogprobs();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("content") && value == JsonToken.START_ARRAY) {
                read = tokens(parser);
            } else {
                parser.skipChildren();
            }
        }
        return read;
    }

    private static TokenLogprobs tokens(JsonParser parser) {
        TokenLogprobs read = new TokenLogprobs();
        for (JsonToken token = parser.nextToken(); ChunkReader.isInside(token); token = parser.nextToken()) {
            if (token == JsonToken.START_OBJECT) {
                token(parser, read);
            } else {
                parser.skipChildren();
                read.missing();
            }
        }
        return read;
    }

    private static void token(JsonParser parser, TokenLogprobs read) {
        boolean said = false;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("logprob") && value.isNumeric() && !said) {
                read.add(parser.getDoubleValue());
                said = true;
            } else {
                parser.skipChildren();
            }
        }
        if (!said) {
            read.missing();
        }
    }

    /** The body with {@code null} where log-probabilities were, as providers write it that were asked for none. */
    public byte[] erased() {
        if (spans.isEmpty()) {
            return body;
        }
        int length = body.length;
        for (Span span : spans) {
            length += NULL.length - span.length();
        }
        byte[] out = new byte[length];
        int from = 0;
        int to = 0;
        for (Span span : spans) {
            int kept = span.start() - from;
            System.arraycopy(body, from, out, to, kept);
            to += kept;
            System.arraycopy(NULL, 0, out, to, NULL.length);
            to += NULL.length;
            from = span.end();
        }
        System.arraycopy(body, from, out, to, body.length - from);
        return out;
    }
}
