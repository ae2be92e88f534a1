package io.tiergate.policy.answer;

import io.tiergate.policy.answer.Literal.Entry;
import io.tiergate.policy.answer.Literal.Mapping;
import io.tiergate.policy.answer.Literal.Nothing;
import io.tiergate.policy.answer.Literal.Numeral;
import io.tiergate.policy.answer.Literal.Sequence;
import io.tiergate.policy.answer.Literal.Text;
import io.tiergate.policy.answer.Literal.Truth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Canonical form of code: a Python or JSON literal as Python's {@code repr} writes it, dicts and sets sorted, numbers by value;
 * anything else as text. A string that is the whole answer loses its quotes, as models leave them out as often as not:
 * {@code 'abc'} and {@code abc} are one answer, and so are {@code '3'} and {@code 3}. Inside a list they are not.
 */
final class CodeForm {
    private CodeForm() {}

    /** The form of {@code code}; of nothing at all it is that of the empty string, as quotes do not count. */
    static String of(String code) {
        String trimmed = unticked(Blanks.trim(code));
        Literal literal = LiteralReader.whole(trimmed, false);
        return literal == null ? CodeText.of(code) : of(literal);
    }

    static String of(Literal literal) {
        if (literal instanceof Text(String content)) {
            return content;
        }
        StringBuilder out = new StringBuilder();
        write(literal, out);
        return out.toString();
    }

    private static String unticked(String code) {
        boolean ticked = code.length() > 2 && code.charAt(0) == '`' && code.indexOf('`', 1) == code.length() - 1;
        return ticked ? Blanks.trim(code.substring(1, code.length() - 1)) : code;
    }

    private static void write(Literal literal, StringBuilder out) {
        switch (literal) {
            case Nothing _ -> out.append("None");
            case Truth(boolean truth) -> out.append(truth ? "True" : "False");
            case Numeral(String lexeme) -> out.append(Numerals.canonical(lexeme));
            case Text(String text) -> quote(text, out);
            case Sequence sequence -> write(sequence, out);
            case Mapping mapping -> write(mapping, out);
        }
    }

    private static void write(Sequence sequence, StringBuilder out) {
        List<String> items = new ArrayList<>();
        for (Literal item : sequence.items()) {
            items.add(nested(item));
        }
        switch (sequence.shape()) {
            case LIST -> join("[", items, "]", out);
            case TUPLE -> join("(", items, items.size() == 1 ? ",)" : ")", out);
            case SET -> {
                if (items.isEmpty()) {
                    out.append("set()");
                } else {
                    join("{", new TreeSet<>(items), "}", out);
                }
            }
        }
    }

    private static void write(Mapping mapping, StringBuilder out) {
        Map<String, String> fields = new TreeMap<>();
        for (Entry entry : mapping.entries()) {
            fields.put(nested(entry.key()), nested(entry.value()));
        }
        List<String> items = new ArrayList<>();
        fields.forEach((key, value) -> items.add(key + ": " + value));
        join("{", items, "}", out);
    }

    private static String nested(Literal literal) {
        StringBuilder out = new StringBuilder();
        write(literal, out);
        return out.toString();
    }

    private static void join(String open, Collection<String> items, String close, StringBuilder out) {
        out.append(open).append(String.join(", ", items)).append(close);
    }

    private static void quote(String text, StringBuilder out) {
        out.append('\'');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\'', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                default -> out.append(c);
            }
        }
        out.append('\'');
    }
}
