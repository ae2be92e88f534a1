package io.tiergate.policy.similarity;

import io.tiergate.policy.similarity.Token.Kind;
import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Cuts a text into words and numbers, in one pass. Confined to one thread. */
final class Tokens {
    private static final String SYMBOLS = "%°$€£¥₹";
    private static final String ENDS = ".?!:;\n\r\"“«(•…¿¡";

    private final String text;
    private final List<Token> found = new ArrayList<>();
    private int at;
    private boolean first = true;

    private Tokens(String text) {
        this.text = text;
    }

    /** In order. Compatible forms are one: full-width digits are digits. */
    static List<Token> of(String text) {
        Tokens tokens = new Tokens(Normalizer.normalize(text, Normalizer.Form.NFKC));
        while (tokens.at < tokens.text.length()) {
            tokens.next();
        }
        return tokens.found;
    }

    private void next() {
        int codePoint = text.codePointAt(at);
        if (isDigit(at)) {
            number();
        } else if (isUnbroken(codePoint)) {
            add(Kind.WORD, at + Character.charCount(codePoint));
        } else if (Character.isLetter(codePoint)) {
            word();
        } else if (SYMBOLS.indexOf(codePoint) >= 0) {
            boolean before = first;
            add(Kind.SYMBOL, at + 1);
            first = before;
        } else {
            first |= ENDS.indexOf(codePoint) >= 0;
            at += Character.charCount(codePoint);
        }
    }

    private void number() {
        int start = at;
        int end = start;
        while (isDigit(end) || (separates(end) && isDigit(end + 1))) {
            end++;
        }
        int word = wordEnd(end);
        if (word == end) {
            addNumber(start, end);
            return;
        }
        String tail = text.substring(end, word).toLowerCase(Locale.ROOT);
        if (Quantities.isAttachable(tail)) {
            addNumber(start, end);
            add(Kind.WORD, word);
        } else {
            add(Kind.CODE, word);
        }
    }

    private void addNumber(int start, int end) {
        boolean minus = start > 0
                && (text.charAt(start - 1) == '-' || text.charAt(start - 1) == '−')
                && (start == 1 || Character.isWhitespace(text.charAt(start - 2)));
        String digits = text.substring(start, end);
        String written = minus ? "-" + digits : digits;
        found.add(new Token(Kind.NUMBER, written, written.replace(",", ""), first));
        first = false;
        at = end;
    }

    /** A point between digits, or a comma before exactly three. */
    private boolean separates(int index) {
        if (index >= text.length()) {
            return false;
        }
        char c = text.charAt(index);
        return c == '.'
                || (c == ',' && isDigit(index + 1) && isDigit(index + 2) && isDigit(index + 3) && !isDigit(index + 4));
    }

    private void word() {
        int end = wordEnd(at);
        String word = text.substring(at, end);
        add(isCode(word) ? Kind.CODE : Kind.WORD, end);
    }

    private int wordEnd(int start) {
        int end = start;
        while (end < text.length()) {
            int codePoint = text.codePointAt(end);
            boolean inside = (Character.isLetterOrDigit(codePoint) && !isUnbroken(codePoint))
                    || codePoint == '_'
                    || isMark(codePoint)
                    || (end > start && joins(end));
            if (!inside) {
                break;
            }
            end += Character.charCount(codePoint);
        }
        return end > start ? signsEnd(end) : end;
    }

    /** After the signs at a word's end, as in C++ and C#. */
    private int signsEnd(int start) {
        int end = start;
        while (end < text.length() && (text.charAt(end) == '+' || text.charAt(end) == '#')) {
            end++;
        }
        boolean joined = end < text.length() && Character.isLetterOrDigit(text.codePointAt(end));
        return joined ? start : end;
    }

    /** An apostrophe or a point between two letters. */
    private boolean joins(int index) {
        char c = text.charAt(index);
        return (c == '\'' || c == '’' || c == '.')
                && index + 1 < text.length()
                && Character.isLetter(text.codePointAt(index + 1))
                && Character.isLetterOrDigit(text.codePointBefore(index))
                && (c != '.' || !Character.isUpperCase(text.codePointAt(index + 1)));
    }

    private void add(Kind kind, int end) {
        String written = text.substring(at, end);
        found.add(new Token(kind, written, written.toLowerCase(Locale.ROOT).replace('’', '\''), first));
        first = false;
        at = end;
    }

    private boolean isDigit(int index) {
        return index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9';
    }

    private static boolean isMark(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    /** Of a script that has no blanks between words. */
    private static boolean isUnbroken(int codePoint) {
        return codePoint >= 0x0E00
                && Character.isLetter(codePoint)
                && switch (UnicodeScript.of(codePoint)) {
                    case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> true;
                    default -> false;
                };
    }

    private static boolean isCode(String word) {
        boolean lower = false;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c == '_' || (c >= '0' && c <= '9') || (lower && Character.isUpperCase(c)) || isInnerPoint(word, i)) {
                return true;
            }
            lower = Character.isLowerCase(c);
        }
        return false;
    }

    /** As in {@code node.js}, not in {@code e.g}. */
    private static boolean isInnerPoint(String word, int index) {
        return word.charAt(index) == '.' && index > 1 && index + 2 < word.length();
    }
}
