package io.tiergate.policy.answer;

/** Where a text says that its answer follows: {@code The answer is}, {@code Answer:}. Letter case does not matter. */
final class Announcement {
    private static final String IS = "answer is";
    private static final String COLON = "answer:";

    private Announcement() {}

    /** Where the text goes on after the last announcement; -1: there is none. */
    static int end(String text) {
        for (int at = text.length() - COLON.length(); at >= 0; at--) {
            for (String announcement : new String[] {IS, COLON}) {
                if (text.regionMatches(true, at, announcement, 0, announcement.length())) {
                    int end = at + announcement.length();
                    return end < text.length() && text.charAt(end) == ':' ? end + 1 : end;
                }
            }
        }
        return -1;
    }

    /** From {@code start} to the end of the sentence, or of the first line that says anything. */
    static String sentence(String text, int start) {
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean stop = c == '.' && i + 1 < text.length() && Blanks.is(text.charAt(i + 1));
            boolean blank =
                    Blanks.trim(text.substring(start, Math.min(i, start + 8))).isEmpty();
            if (stop || (c == '\n' && !blank)) {
                return text.substring(start, i);
            }
        }
        return text.substring(start);
    }
}
