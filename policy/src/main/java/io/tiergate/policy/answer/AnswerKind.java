package io.tiergate.policy.answer;

import java.util.Locale;

/** What a task's answers are, and so when two of them are equal. */
public enum AnswerKind {
    /** One of a closed set. */
    LABEL,
    /** A number. */
    NUMBER,
    /** A JSON value. */
    JSON,
    /** Code, or a literal of a programming language. */
    CODE,
    /** Free text. */
    TEXT;

    /** Lower-case name, as documents use it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
