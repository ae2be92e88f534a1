package io.tiergate.policy.answer;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Decimal numerals of JSON and Python, by value and exactly. */
final class Numerals {
    /** Longer numerals are compared by spelling: exact arithmetic on them is not linear. */
    static final int MAX_LENGTH = 1000;

    private static final int MAX_PLAIN_DIGITS = 40;

    private Numerals() {}

    /** Where the numeral at {@code start} ends; -1: there is none. */
    static int end(String text, int start) {
        int at = start;
        if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
            at++;
        }
        int whole = digits(text, at);
        int fraction = whole;
        if (whole < text.length() && text.charAt(whole) == '.') {
            fraction = digits(text, whole + 1);
        }
        boolean anyDigit = whole > at || fraction > whole + 1;
        return anyDigit ? exponent(text, fraction) : -1;
    }

    private static int digits(String text, int start) {
        int at = start;
        while (at < text.length() && (isDigit(text.charAt(at)) || separates(text, at, start))) {
            at++;
        }
        return at;
    }

    private static boolean separates(String text, int at, int start) {
        return text.charAt(at) == '_' && at > start && at + 1 < text.length() && isDigit(text.charAt(at + 1));
    }

    private static int exponent(String text, int start) {
        if (start >= text.length() || (text.charAt(start) != 'e' && text.charAt(start) != 'E')) {
            return start;
        }
        int at = start + 1;
        if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
            at++;
        }
        int end = digits(text, at);
        return end > at ? end : start;
    }

    /** Whether it is an integer that begins with a needless zero: no number in Python, and often an identifier. */
    static boolean hasLeadingZero(String lexeme) {
        int at = lexeme.startsWith("-") || lexeme.startsWith("+") ? 1 : 0;
        if (lexeme.length() - at < 2 || lexeme.charAt(at) != '0') {
            return false;
        }
        for (int i = at; i < lexeme.length(); i++) {
            if (!isDigit(lexeme.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** One spelling for each value: {@code 1.50}, {@code 15e-1} and {@code 1.5} are {@code 1.5}. */
    static String canonical(String lexeme) {
        if (lexeme.length() > MAX_LENGTH) {
            return lexeme;
        }
        try {
            BigDecimal value = new BigDecimal(lexeme.replace("_", "")).stripTrailingZeros();
            if (value.signum() == 0) {
                return "0";
            }
            boolean isShort =
                    value.scale() <= MAX_PLAIN_DIGITS && (long) value.precision() - value.scale() <= MAX_PLAIN_DIGITS;
            return isShort ? value.toPlainString() : value.unscaledValue() + "e" + -(long) value.scale();
        } catch (NumberFormatException | ArithmeticException e) {
            return lexeme; // the exponent is out of any range
        }
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** {@code digits} as an integer; only digits, at most {@link #MAX_LENGTH}. */
    static BigInteger integer(CharSequence digits) {
        return digits.isEmpty() ? BigInteger.ZERO : new BigInteger(digits.toString());
    }
}
