package io.tiergate.policy.answer;

import io.tiergate.policy.answer.Literal.Mapping;
import io.tiergate.policy.answer.Literal.Sequence;
import org.jspecify.annotations.Nullable;

/** Finds the JSON in a reply: the whole of it, in a code fence, or among prose. */
final class Reply {
    private static final String FENCE = "```";

    private Reply() {}

    /** The value at {@code pointer} of the last complete JSON value in the reply that has this place; null: none. */
    static @Nullable Literal find(String text, Pointer pointer) {
        Work work = Work.forLength(text.length());
        Literal found = null;
        int at = nextStart(text, 0, pointer);
        while (at >= 0 && !work.exhausted()) {
            LiteralReader reader = LiteralReader.ofReply(text, at, work);
            Literal value = reader.read();
            if (reader.tooDeep()) {
                return null;
            }
            boolean complete = value instanceof Mapping || value instanceof Sequence;
            if (value != null && complete) {
                Literal there = pointer.in(value);
                found = there == null ? found : there;
            }
            at = nextStart(text, complete ? reader.position() : at + 1, pointer);
        }
        return found;
    }

    private static int nextStart(String text, int from, Pointer pointer) {
        boolean arrays = pointer.tokens().isEmpty() || pointer.startsWithIndex();
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '{' || (arrays && c == '[')) {
                return i;
            }
        }
        return -1;
    }

    /** Whether the reply has JSON in it, whole or begun. */
    static boolean hasJson(String text) {
        return text.indexOf('{') >= 0 || text.indexOf('[') >= 0;
    }

    /** What is inside the last closed code fence; the text itself, trimmed, when there is none. */
    static String unfenced(String text) {
        int close = text.lastIndexOf(FENCE);
        int open = close <= 0 ? -1 : text.lastIndexOf(FENCE, close - 1);
        if (open < 0) {
            return Blanks.trim(text);
        }
        int line = text.indexOf('\n', open);
        int start = line < 0 || line > close ? open + FENCE.length() : line + 1;
        return start > close ? "" : Blanks.trim(text.substring(start, close));
    }
}
