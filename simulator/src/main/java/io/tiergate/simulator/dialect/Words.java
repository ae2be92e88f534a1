package io.tiergate.simulator.dialect;

import java.util.ArrayList;
import java.util.List;

/** Cuts a text into the pieces in which a stream sends it: words with the white space before them. */
final class Words {
    private static final int LONGEST = 64;

    private Words() {}

    /** The pieces; joined they are the text. */
    static List<String> of(String text) {
        List<String> pieces = new ArrayList<>(text.length() / 5 + 1);
        int start = 0;
        boolean inWord = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean space = Character.isWhitespace(c);
            boolean tooLong = i - start >= LONGEST && !Character.isLowSurrogate(c);
            if ((space && inWord) || tooLong) {
                pieces.add(text.substring(start, i));
                start = i;
            }
            inWord = !space;
        }
        if (start < text.length()) {
            pieces.add(text.substring(start));
        }
        return pieces;
    }
}
