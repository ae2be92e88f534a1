package io.tiergate.dataplane.call.chat;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads one {@code chat.completion.chunk} into an assembly, in one pass and without a tree. Confined to one call. */
public final class ChunkReader {
    private static final int MAX_INDEX = 1_023;

    private final AnswerAssembly assembly;
    private byte[] chunk = {};
    private boolean choices;
    private boolean usage;
    private Chunk outcome = Chunk.Piece.PIECE;

    /** A reader into {@code assembly}. */
    public ChunkReader(AnswerAssembly assembly) {
        this.assembly = assembly;
    }

    /** What a chunk is. */
    public sealed interface Chunk {
        /** A good chunk. */
        enum Piece implements Chunk {
            /** Some of the answer. */
            PIECE,
            /** Usage and no choices: the extra chunk at a stream's end. */
            USAGE
        }

        /**
         * The provider's error in the middle of a stream.
         *
         * @param code HTTP status, if it says one; else 0
         * @param message its own words, unchecked
         */
        record Broken(int code, String message) implements Chunk {}

        /** Not a chunk. */
        record Malformed(String detail) implements Chunk {}
    }

    /** Reads the next chunk. Never throws. */
    public Chunk read(byte[] json) {
        chunk = json;
        choices = false;
        usage = false;
        outcome = Chunk.Piece.PIECE;
        try (JsonParser parser = ChatJson.reader(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return new Chunk.Malformed("an event of the stream is not a JSON object");
            }
            object(parser);
            if (parser.nextToken() != null) {
                return new Chunk.Malformed("there is more after the JSON object of an event");
            }
        } catch (JacksonException e) {
            return new Chunk.Malformed("an event of the stream is not valid JSON");
        }
        return outcome == Chunk.Piece.PIECE && usage && !choices ? Chunk.Piece.USAGE : outcome;
    }

    private void object(JsonParser parser) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "id" -> assembly.id(ChatJson.stringOrEmpty(parser));
                case "model" -> assembly.model(ChatJson.stringOrEmpty(parser));
                case "created", "system_fingerprint", "service_tier" -> member(parser, name);
                case "choices" -> choices(parser);
                case "usage" -> usage(parser);
                case "error" -> error(parser);
                default -> parser.skipChildren();
            }
        }
    }

    private void member(JsonParser parser, String name) {
        if (parser.currentToken().isScalarValue()) {
            assembly.member(name, raw(parser));
        } else {
            parser.skipChildren();
        }
    }

    private void usage(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        int start = ChatJson.tokenStart(parser);
        UsageReader reader = new UsageReader();
        reader.read(parser);
        usage = true;
        if (reader.isKnown()) {
            assembly.usage(reader.usage(), text(start, ChatJson.valueEnd(parser)));
        }
    }

    private void error(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            if (parser.currentToken() == JsonToken.VALUE_STRING) {
                outcome = new Chunk.Broken(0, parser.getString());
            }
            parser.skipChildren();
            return;
        }
        int code = 0;
        String message = "";
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("message")) {
                message = ChatJson.stringOrEmpty(parser);
            } else if (name.equals("code") && value == JsonToken.VALUE_NUMBER_INT) {
                code = (int) TokenCount.read(parser);
            } else {
                parser.skipChildren();
            }
        }
        outcome = new Chunk.Broken(code, message);
    }

    private void choices(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        for (JsonToken token = parser.nextToken(); isInside(token); token = parser.nextToken()) {
            choices = true;
            if (token == JsonToken.START_OBJECT) {
                choice(parser);
            } else {
                parser.skipChildren();
            }
        }
    }

    /** The index may come after the delta, so that is put aside: the first choice is the usual one. */
    private void choice(JsonParser parser) {
        int index = 0;
        DeltaReader delta = new DeltaReader(chunk);
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "index" -> index = index(parser);
                case "delta" -> delta.delta(parser);
                case "logprobs" -> delta.logprobs(parser);
                case "finish_reason" -> delta.finishReason(ChatJson.stringOrEmpty(parser));
                default -> parser.skipChildren();
            }
        }
        if (index < 0) {
            outcome = new Chunk.Malformed("an event of the stream has an index that is out of bounds");
        } else if (!delta.into(assembly.choice(index))) {
            outcome = new Chunk.Malformed("an event of the stream has a tool call whose index is out of bounds");
        }
    }

    /** The value that the parser is at; -1 if it is no index. */
    static int index(JsonParser parser) {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            parser.skipChildren();
            return -1;
        }
        double index = parser.getDoubleValue();
        return index >= 0 && index <= MAX_INDEX ? (int) index : -1;
    }

    private String raw(JsonParser parser) {
        return text(ChatJson.tokenStart(parser), ChatJson.valueEnd(parser));
    }

    private String text(int start, int end) {
        return new String(chunk, start, end - start, StandardCharsets.UTF_8);
    }

    static boolean isInside(JsonToken token) {
        return token != null && token != JsonToken.END_ARRAY;
    }
}
