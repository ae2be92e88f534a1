package io.tiergate.policy.answer;

import io.tiergate.policy.answer.Literal.Entry;
import io.tiergate.policy.answer.Literal.Mapping;
import io.tiergate.policy.answer.Literal.Sequence;
import io.tiergate.policy.answer.Literal.Text;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A JSON Pointer (RFC 6901), applied to literals. A text that is no pointer points nowhere. */
record Pointer(List<String> tokens, boolean valid) {
    Pointer {
        tokens = List.copyOf(tokens);
    }

    static Pointer of(String text) {
        if (text.isEmpty()) {
            return new Pointer(List.of(), true);
        }
        if (text.charAt(0) != '/') {
            return new Pointer(List.of(), false);
        }
        List<String> tokens = new ArrayList<>();
        int start = 1;
        for (int i = 1; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == '/') {
                tokens.add(text.substring(start, i).replace("~1", "/").replace("~0", "~"));
                start = i + 1;
            }
        }
        return new Pointer(tokens, true);
    }

    /** Whether it can point into an array. */
    boolean startsWithIndex() {
        return !tokens.isEmpty() && index(tokens.getFirst()) >= 0;
    }

    /** The value at this place; null: there is none. */
    @Nullable
    Literal in(Literal document) {
        Literal here = valid ? document : null;
        for (String token : tokens) {
            here = switch (here) {
                case Mapping mapping -> field(mapping, token);
                case Sequence sequence -> item(sequence, token);
                case null, default -> null;
            };
        }
        return here;
    }

    private static @Nullable Literal field(Mapping mapping, String name) {
        for (Entry entry : mapping.entries().reversed()) {
            if (entry.key() instanceof Text key && key.value().equals(name)) {
                return entry.value();
            }
        }
        return null;
    }

    private static @Nullable Literal item(Sequence sequence, String token) {
        int index = index(token);
        return index >= 0 && index < sequence.items().size() ? sequence.items().get(index) : null;
    }

    private static int index(String token) {
        if (token.isEmpty() || token.length() > 6) {
            return -1;
        }
        int index = 0;
        for (int i = 0; i < token.length(); i++) {
            if (!Numerals.isDigit(token.charAt(i))) {
                return -1;
            }
            index = index * 10 + token.charAt(i) - '0';
        }
        return index;
    }
}
