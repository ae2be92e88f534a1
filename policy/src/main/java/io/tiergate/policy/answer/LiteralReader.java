package io.tiergate.policy.answer;

import io.tiergate.policy.answer.Literal.Entry;
import io.tiergate.policy.answer.Literal.Mapping;
import io.tiergate.policy.answer.Literal.Nothing;
import io.tiergate.policy.answer.Literal.Numeral;
import io.tiergate.policy.answer.Literal.Sequence;
import io.tiergate.policy.answer.Literal.Shape;
import io.tiergate.policy.answer.Literal.Text;
import io.tiergate.policy.answer.Literal.Truth;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one value at a position: JSON, the JSON that models write, and Python literals, as one grammar. Every valid JSON text
 * is read as JSON says. Beyond that: single quotes, {@code True}/{@code None}, tuples, sets, keys that are not strings, trailing commas, raw
 * line breaks in strings, and (in replies only) a comma forgotten at the end of a line, unescaped quotes inside strings where what follows shows that they do not
 * end it, backslashes that begin no escape, and values without quotes on a line of their own. A value that is cut off is
 * none. Confined to one call; {@code null} means: no value here.
 */
final class LiteralReader {
    /** Deeper nesting is no value. */
    static final int MAX_DEPTH = 64;

    private final String text;
    private final LiteralStrings strings;
    private final boolean reply;
    private final Work work;
    private int at;
    private boolean tooDeep;

    private LiteralReader(String text, int at, boolean reply, Work work) {
        this.text = text;
        this.at = at;
        this.reply = reply;
        this.work = work;
        this.strings = new LiteralStrings(text, reply, work);
    }

    /** Reads a model's JSON from {@code start}. */
    static LiteralReader ofReply(String text, int start, Work work) {
        return new LiteralReader(text, start, true, work);
    }

    /** The literal that is the whole of {@code text}, blanks around it aside. */
    static @Nullable Literal whole(String text, boolean reply) {
        LiteralReader reader = new LiteralReader(text, 0, reply, Work.forLength(text.length()));
        Literal value = reader.value(0, LiteralStrings.Place.WHOLE);
        reader.skipBlanks();
        return reader.at == text.length() ? value : null;
    }

    /** Where reading stopped. */
    int position() {
        return at;
    }

    /** Whether it met a value nested too deeply; nothing inside that is an answer either. */
    boolean tooDeep() {
        return tooDeep;
    }

    /** The value here, as a whole of its own. */
    @Nullable
    Literal read() {
        return value(0, LiteralStrings.Place.WHOLE);
    }

    private @Nullable Literal value(int depth, LiteralStrings.Place place) {
        skipBlanks();
        tooDeep |= depth > MAX_DEPTH;
        if (tooDeep || at >= text.length() || work.exhausted()) {
            return null;
        }
        char c = text.charAt(at);
        boolean key = place == LiteralStrings.Place.KEY;
        return switch (c) {
            case '{' -> key ? null : braces(depth);
            case '[' -> key ? null : sequence(depth, ']', Shape.LIST, LiteralStrings.Place.ITEM);
            case '(' -> sequence(depth, ')', Shape.TUPLE, key ? place : LiteralStrings.Place.ITEM);
            case '"', '\'' -> string(place);
            default -> plain(place);
        };
    }

    private @Nullable Text string(LiteralStrings.Place place) {
        Text value = strings.read(at, place);
        at = strings.position();
        return value;
    }

    private @Nullable Literal plain(LiteralStrings.Place place) {
        int start = at;
        Literal value = Character.isLetter(text.charAt(at)) ? word() : numeral();
        if (value != null && endsHere()) {
            return value;
        }
        at = start;
        return reply && place == LiteralStrings.Place.FIELD ? bare() : null;
    }

    private boolean endsHere() {
        skipBlanks();
        return at >= text.length() || ",:]})".indexOf(text.charAt(at)) >= 0 || (reply && text.charAt(at) == '`');
    }

    private @Nullable Literal word() {
        int start = at;
        while (at < text.length() && Character.isLetter(text.charAt(at))) {
            advance();
        }
        return switch (text.substring(start, at)) {
            case "true", "True" -> new Truth(true);
            case "false", "False" -> new Truth(false);
            case "null", "None" -> new Nothing();
            case "set" -> {
                if (!text.startsWith("()", at)) {
                    yield null;
                }
                at += 2;
                yield new Sequence(Shape.SET, List.of());
            }
            default -> null;
        };
    }

    private @Nullable Literal numeral() {
        int end = Numerals.end(text, at);
        if (end < 0) {
            return null;
        }
        String lexeme = text.substring(at, end);
        while (at < end) {
            advance();
        }
        return !reply && Numerals.hasLeadingZero(lexeme) ? null : new Numeral(lexeme);
    }

    /** A value that should have had quotes: up to the end of the line or of the object. */
    private @Nullable Literal bare() {
        int start = at;
        while (at < text.length() && "\n\r},".indexOf(text.charAt(at)) < 0) {
            if ("\"'{[".indexOf(text.charAt(at)) >= 0) {
                return null;
            }
            advance();
        }
        String value = text.substring(start, at).strip();
        return value.isEmpty() || at >= text.length() ? null : new Text(value);
    }

    private @Nullable Literal sequence(int depth, char close, Shape shape, LiteralStrings.Place place) {
        advance();
        List<Literal> items = new ArrayList<>();
        boolean comma = false;
        while (true) {
            skipBlanks();
            if (take(close)) {
                boolean grouping = shape == Shape.TUPLE && items.size() == 1 && !comma;
                return grouping ? items.getFirst() : new Sequence(shape, items);
            }
            if (!items.isEmpty() && !comma) {
                return null;
            }
            Literal item = value(depth + 1, place);
            if (item == null) {
                return null;
            }
            items.add(item);
            skipBlanks();
            comma = take(',');
        }
    }

    private @Nullable Literal braces(int depth) {
        advance();
        skipBlanks();
        if (take('}')) {
            return new Mapping(List.of());
        }
        Literal first = key(depth);
        skipBlanks();
        if (first == null) {
            return null;
        }
        return take(':') ? mapping(depth, first) : set(depth, first);
    }

    private @Nullable Literal mapping(int depth, Literal firstKey) {
        List<Entry> entries = new ArrayList<>();
        Literal key = firstKey;
        while (true) {
            Literal value = value(depth + 1, LiteralStrings.Place.FIELD);
            if (value == null) {
                return null;
            }
            entries.add(new Entry(key, value));
            skipBlanks();
            boolean comma = take(',');
            skipBlanks();
            if (take('}')) {
                return new Mapping(entries);
            }
            boolean another = comma || (reply && value instanceof Text);
            Literal next = another ? key(depth) : null;
            skipBlanks();
            if (next == null || !take(':')) {
                return null;
            }
            key = next;
        }
    }

    private @Nullable Literal set(int depth, Literal firstItem) {
        List<Literal> items = new ArrayList<>(List.of(firstItem));
        while (true) {
            skipBlanks();
            boolean comma = take(',');
            skipBlanks();
            if (take('}')) {
                return new Sequence(Shape.SET, items);
            }
            Literal item = comma ? key(depth) : null;
            if (item == null) {
                return null;
            }
            items.add(item);
        }
    }

    /** A key of a dict or an item of a set: no list and no dict, nor a tuple of them. */
    private @Nullable Literal key(int depth) {
        return value(depth + 1, LiteralStrings.Place.KEY);
    }

    private boolean take(char expected) {
        if (at < text.length() && text.charAt(at) == expected) {
            advance();
            return true;
        }
        return false;
    }

    private void skipBlanks() {
        while (at < text.length() && Blanks.is(text.charAt(at))) {
            advance();
        }
    }

    private void advance() {
        at++;
        work.spend();
    }
}
