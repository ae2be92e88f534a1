package io.tiergate.policy.gate;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads JSON as RFC 8259 has it and callers parse it: one value, nothing around it. */
final class StrictJson {
    private static final String FENCE = "```";
    private static final int MAX_DEPTH = 64;
    private static final int MAX_NUMBER_CHARS = 1000;
    private static final int MAX_CHARS = 1 << 20;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(MAX_NUMBER_CHARS)
                            .maxStringLength(MAX_CHARS)
                            .maxDocumentLength(4L * MAX_CHARS)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private StrictJson() {}

    /**
     * The value that is the whole of {@code text}.
     *
     * @throws tools.jackson.core.JacksonException if it is not JSON, or nested too deeply
     */
    static JsonNode read(String text) {
        return MAPPER.readTree(text);
    }

    /** The text without a code fence around all of it. */
    static String unfenced(String text) {
        String trimmed = text.strip();
        int line = trimmed.indexOf('\n');
        boolean fenced =
                trimmed.startsWith(FENCE) && trimmed.endsWith(FENCE) && line > 0 && line < trimmed.length() - 3;
        return fenced ? trimmed.substring(line + 1, trimmed.length() - FENCE.length()) : trimmed;
    }
}
