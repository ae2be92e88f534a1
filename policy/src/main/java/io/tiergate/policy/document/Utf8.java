package io.tiergate.policy.document;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Bytes to text, strictly: nothing is replaced. */
final class Utf8 {
    private Utf8() {}

    /** The text, or null and a problem at the first byte that is no UTF-8. */
    static @Nullable String decode(byte[] bytes, Problems problems) {
        if (bytes.length > YamlReader.MAX_BYTES) {
            problems.error(Place.NOWHERE, YamlReader.TOO_LARGE, YamlReader.TOO_LARGE_REMEDY);
            return null;
        }
        CharBuffer chars = CharBuffer.allocate(bytes.length);
        ByteBuffer input = ByteBuffer.wrap(bytes);
        CoderResult result = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(input, chars, true);
        String text = chars.flip().toString();
        if (!result.isError()) {
            return text;
        }
        problems.error(
                endOf(text),
                "byte " + input.position() + " of the document is not UTF-8",
                "save the document as UTF-8");
        return null;
    }

    private static Place endOf(String text) {
        int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
        int lineStart = text.lastIndexOf('\n') + 1;
        return new Place("", line, 1 + text.codePointCount(lineStart, text.length()));
    }
}
