package io.tiergate.policy.similarity;

import org.jspecify.annotations.Nullable;

/** A text that is held beside others, read once for all of them. Immutable once it is made; safe for any number of threads. */
public final class Question {
    final @Nullable Veto unread;
    final @Nullable Reading reading;

    private Question(@Nullable Veto unread, @Nullable Reading reading) {
        this.unread = unread;
        this.reading = reading;
    }

    /** Reads a text. */
    public static Question of(String text) {
        if (text.length() > Comparison.MOST_CHARS) {
            return new Question(Veto.LONG, null);
        }
        if (PersonalData.isIn(text)) {
            return new Question(Veto.PERSONAL_DATA, null);
        }
        Reading reading = new Reading(text);
        return reading.isWordless() ? new Question(Veto.WORDLESS, null) : new Question(null, reading);
    }
}
