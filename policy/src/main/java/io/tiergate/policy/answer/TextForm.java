package io.tiergate.policy.answer;

import java.text.Normalizer;
import java.util.Optional;

/**
 * Canonical form of free text: Unicode NFC, blanks collapsed, otherwise exact. It only finds copies: whether two texts say
 * the same is a question for a verifier, not for a form.
 */
final class TextForm {
    /** A longer run of combining marks is no language's (UAX #15, stream-safe text), and composing it takes quadratic time. */
    private static final int MAX_MARKS = 30;

    private TextForm() {}

    static Optional<String> of(String text) {
        String form = Blanks.collapse(hasLongRunOfMarks(text) ? text : Normalizer.normalize(text, Normalizer.Form.NFC));
        return form.isEmpty() ? Optional.empty() : Optional.of(form);
    }

    private static boolean hasLongRunOfMarks(String text) {
        int run = 0;
        for (int i = 0; i < text.length() && run <= MAX_MARKS; ) {
            int codePoint = text.codePointAt(i);
            int type = Character.getType(codePoint);
            boolean mark = type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
            run = mark ? run + 1 : 0;
            i += Character.charCount(codePoint);
        }
        return run > MAX_MARKS;
    }
}
