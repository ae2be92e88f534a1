package io.tiergate.policy.answer;

import java.util.List;

/** A value as JSON or Python writes it; the tree that replies are read into. */
sealed interface Literal {
    /** {@code null}, {@code None}. */
    record Nothing() implements Literal {}

    /** {@code true}, {@code True}. */
    record Truth(boolean value) implements Literal {}

    /** A number as it was spelled, for its value to be read exactly. */
    record Numeral(String lexeme) implements Literal {}

    /** A string, unquoted and unescaped. */
    record Text(String value) implements Literal {}

    /** A list, tuple or set. */
    record Sequence(Shape shape, List<Literal> items) implements Literal {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /** An object or dict, in the order written; a key may be there twice, and the last one counts. */
    record Mapping(List<Entry> entries) implements Literal {
        public Mapping {
            entries = List.copyOf(entries);
        }
    }

    /** A key and its value. */
    record Entry(Literal key, Literal value) {}

    /** What kind of sequence. */
    enum Shape {
        LIST,
        TUPLE,
        SET
    }
}
