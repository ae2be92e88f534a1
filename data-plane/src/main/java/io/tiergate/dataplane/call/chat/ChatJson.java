package io.tiergate.dataplane.call.chat;

import java.io.ByteArrayOutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/** How replies are read and written: without trees, with bounded nesting. The bound on size is the HTTP call's. */
public final class ChatJson {
    private static final int MAX_NESTING = 128;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_NESTING)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /** The same with what some providers write for log-probabilities that are no numbers: {@code NaN}, {@code -Infinity}. */
    private static final JsonFactory LENIENT =
            JSON.rebuild().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

    private ChatJson() {}

    /** A reader of one text that is nearly JSON. */
    static JsonParser lenientReader(byte[] json) {
        return LENIENT.createParser(ObjectReadContext.empty(), json);
    }

    /** A reader of one JSON text. */
    public static JsonParser reader(byte[] json) {
        return JSON.createParser(ObjectReadContext.empty(), json);
    }

    /** A writer to {@code out}. */
    public static JsonGenerator writer(ByteArrayOutputStream out) {
        return JSON.createGenerator(ObjectWriteContext.empty(), out);
    }

    /** The string that the reader is at; empty for anything else, which is skipped. */
    public static String stringOrEmpty(JsonParser parser) {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return parser.getString();
        }
        parser.skipChildren();
        return "";
    }

    /** Where the token that the reader is at begins. */
    static int tokenStart(JsonParser parser) {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    /** Where the value whose last token the reader is at ends. */
    static int valueEnd(JsonParser parser) {
        parser.finishToken();
        return (int) parser.currentLocation().getByteOffset();
    }
}
