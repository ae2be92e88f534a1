package io.tiergate.policy.answer;

import io.tiergate.policy.answer.Literal.Text;
import org.jspecify.annotations.Nullable;

/** Reads quoted strings: of Python literals as Python does, of replies as tolerantly as is safe. Confined to one call. */
final class LiteralStrings {
    /** Where a string stands, which says what may follow it. */
    enum Place {
        KEY,
        FIELD,
        ITEM,
        WHOLE
    }

    /** A longer key is taken for one. */
    private static final int LOOKAHEAD = 1000;

    private final String text;
    private final boolean reply;
    private final Work work;
    private int at;

    LiteralStrings(String text, boolean reply, Work work) {
        this.text = text;
        this.reply = reply;
        this.work = work;
    }

    /** Where reading stopped. */
    int position() {
        return at;
    }

    /** The string whose opening quote is at {@code start}; null when it never ends. */
    @Nullable
    Text read(int start, Place place) {
        char quote = text.charAt(start);
        StringBuilder value = new StringBuilder();
        at = start + 1;
        while (at < text.length() && !work.exhausted()) {
            work.spend();
            char c = text.charAt(at++);
            if (c == quote && closes(place)) {
                return new Text(value.toString());
            }
            if (c == '\\' && at < text.length()) {
                escape(value);
            } else {
                value.append(c);
            }
        }
        return null;
    }

    /**
     * Whether the quote just passed ends the string. In valid JSON it always does. Models forget to escape quotes in prose; such
     * a quote is followed by something that could not follow a string there.
     */
    private boolean closes(Place place) {
        if (!reply) {
            return true;
        }
        int next = skipBlanks(at);
        if (next >= text.length()) {
            return true;
        }
        char c = text.charAt(next);
        return switch (place) {
            case KEY -> ":,})".indexOf(c) >= 0;
            case FIELD -> c == '}' || (c == ',' && keyFollows(skipBlanks(next + 1))) || startsLine(next);
            case ITEM -> ",])".indexOf(c) >= 0;
            case WHOLE -> true;
        };
    }

    /** Whether a key and its colon stand here, the end of the object, or nothing any more. */
    private boolean keyFollows(int start) {
        if (start >= text.length() || text.charAt(start) == '}') {
            return true;
        }
        char quote = text.charAt(start);
        boolean quoted = quote == '"' || quote == '\'';
        int end = Math.min(text.length(), start + LOOKAHEAD);
        int i = start + 1;
        while (i < end && (quoted ? text.charAt(i) != quote : isNumeralPart(text.charAt(i)))) {
            i += text.charAt(i) == '\\' ? 2 : 1;
            work.spend();
        }
        if (i >= end) {
            return quoted && end == start + LOOKAHEAD;
        }
        int colon = skipBlanks(quoted ? i + 1 : i);
        return (quoted || isNumeralPart(quote)) && colon < text.length() && text.charAt(colon) == ':';
    }

    private static boolean isNumeralPart(char c) {
        return Numerals.isDigit(c) || c == '-' || c == '.';
    }

    /** Whether a key begins a line here, as where a comma was forgotten. */
    private boolean startsLine(int next) {
        return text.charAt(next) == '"' && text.substring(at, next).indexOf('\n') >= 0 && keyFollows(next);
    }

    private int skipBlanks(int from) {
        int next = from;
        while (next < text.length() && Blanks.is(text.charAt(next))) {
            work.spend();
            next++;
        }
        return next;
    }

    private void escape(StringBuilder value) {
        work.spend();
        char c = text.charAt(at++);
        switch (c) {
            case '"', '\'', '\\' -> value.append(c);
            case 'n' -> value.append('\n');
            case 't' -> value.append('\t');
            case 'r' -> value.append('\r');
            case 'b' -> value.append('\b');
            case 'f' -> value.append('\f');
            case 'u' -> hex(value, c, 4);
            default -> {
                if (reply) {
                    replyEscape(value, c);
                } else {
                    pythonEscape(value, c);
                }
            }
        }
    }

    private static void replyEscape(StringBuilder value, char c) {
        if (c != '/') {
            value.append('\\');
        }
        value.append(c);
    }

    private void pythonEscape(StringBuilder value, char c) {
        switch (c) {
            case 'x' -> hex(value, c, 2);
            case 'U' -> hex(value, c, 8);
            case 'a' -> value.append('\u0007');
            case 'v' -> value.append('\u000B');
            case '0' -> value.append('\0');
            case '\n' -> {}
            default -> value.append('\\').append(c);
        }
    }

    /** An escape by code point; a backslash and a letter where the digits are missing. */
    private void hex(StringBuilder value, char letter, int digits) {
        int code = 0;
        for (int i = 0; i < digits; i++) {
            int digit = at + i < text.length() ? Character.digit(text.charAt(at + i), 16) : -1;
            if (digit < 0 || code > Character.MAX_CODE_POINT / 16) {
                value.append('\\').append(letter);
                return;
            }
            code = code * 16 + digit;
        }
        if (!Character.isValidCodePoint(code)) {
            value.append('\\').append(letter);
            return;
        }
        value.appendCodePoint(code);
        at += digits;
    }
}
