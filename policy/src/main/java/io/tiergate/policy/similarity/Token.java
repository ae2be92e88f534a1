package io.tiergate.policy.similarity;

/**
 * A word or a number of a text.
 *
 * @param kind what it is
 * @param written as it stands there
 * @param folded in lower case
 * @param first whether a sentence begins with it
 */
record Token(Kind kind, String written, String folded, boolean first) {
    enum Kind {
        /** Letters, or one sign of a script that has no blanks between words. */
        WORD,
        /** Digits, with points, thousands' commas and a sign. */
        NUMBER,
        /** Letters and digits, an underscore or a change of case inside. */
        CODE,
        /** A sign that says a unit. */
        SYMBOL
    }

    boolean is(Kind other) {
        return kind == other;
    }

    /** Whether it is written as names are. */
    boolean isCapital() {
        return Character.isUpperCase(written.codePointAt(0));
    }
}
