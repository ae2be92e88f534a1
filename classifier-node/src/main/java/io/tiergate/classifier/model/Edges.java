package io.tiergate.classifier.model;

/**
 * The ends of a text, where it says what is to be done: a word is what stands between blanks ({@link Character#isWhitespace}). Heads that are
 * trained elsewhere on ends must cut them like this (docs/model-sets.md).
 */
final class Edges {
    private Edges() {}

    /** Up to the end of that many words; the whole text, stripped, if it has no more. */
    static String first(String text, int words) {
        int end = 0;
        for (int word = 0; word < words && end < text.length(); word++) {
            while (end < text.length() && Character.isWhitespace(text.charAt(end))) {
                end++;
            }
            while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
                end++;
            }
        }
        return text.substring(0, end).strip();
    }

    /** From the beginning of the last so many words; the whole text, stripped, if it has no more. */
    static String last(String text, int words) {
        int start = text.length();
        for (int word = 0; word < words && start > 0; word++) {
            while (start > 0 && Character.isWhitespace(text.charAt(start - 1))) {
                start--;
            }
            while (start > 0 && !Character.isWhitespace(text.charAt(start - 1))) {
                start--;
            }
        }
        return text.substring(start).strip();
    }
}
