package io.tiergate.policy.answer;

import io.tiergate.policy.answer.Literal.Entry;
import io.tiergate.policy.answer.Literal.Mapping;
import io.tiergate.policy.answer.Literal.Nothing;
import io.tiergate.policy.answer.Literal.Numeral;
import io.tiergate.policy.answer.Literal.Sequence;
import io.tiergate.policy.answer.Literal.Text;
import io.tiergate.policy.answer.Literal.Truth;
import io.tiergate.policy.document.CanonicalJson;
import java.util.Map;
import java.util.TreeMap;

/**
 * Canonical JSON text of a value, as in RFC 8785: no white space, keys in order of their UTF-16 units, shortest escapes. Numbers differ from
 * the RFC: they are written by exact decimal value, so that two that differ beyond a double's precision stay different.
 */
final class JsonForm {
    private JsonForm() {}

    static String of(Literal value) {
        StringBuilder out = new StringBuilder();
        write(value, out);
        return out.toString();
    }

    private static void write(Literal value, StringBuilder out) {
        switch (value) {
            case Nothing _ -> out.append("null");
            case Truth(boolean truth) -> out.append(truth);
            case Numeral(String lexeme) -> out.append(Numerals.canonical(lexeme));
            case Text(String text) -> CanonicalJson.appendText(out, text);
            case Sequence sequence -> write(sequence, out);
            case Mapping mapping -> write(mapping, out);
        }
    }

    private static void write(Sequence sequence, StringBuilder out) {
        out.append('[');
        String separator = "";
        for (Literal item : sequence.items()) {
            out.append(separator);
            write(item, out);
            separator = ",";
        }
        out.append(']');
    }

    private static void write(Mapping mapping, StringBuilder out) {
        Map<String, Literal> fields = new TreeMap<>();
        for (Entry entry : mapping.entries()) {
            fields.put(entry.key() instanceof Text(String name) ? name : of(entry.key()), entry.value());
        }
        out.append('{');
        String separator = "";
        for (Map.Entry<String, Literal> field : fields.entrySet()) {
            out.append(separator);
            CanonicalJson.appendText(out, field.getKey());
            out.append(':');
            write(field.getValue(), out);
            separator = ",";
        }
        out.append('}');
    }
}
