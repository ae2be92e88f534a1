package io.tiergate.policy.answer;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Reads the number at the start of a text in {@link Notation}: numerals, products, quotients, powers and mixed numbers, as
 * far as they go. Sums and differences are not computed: {@code 10-12} is as often a range. Confined to one call.
 */
final class Arithmetic {
    private static final int MAX_DEPTH = 32;

    private final String text;
    private int at;

    private Arithmetic(String text) {
        this.text = text;
    }

    /** A number and the text after it. */
    record Read(Rational value, String rest) {}

    /** The longest number at the start of {@code text}; null: it starts with none. */
    static @Nullable Read read(String text) {
        Arithmetic arithmetic = new Arithmetic(text);
        Rational value = arithmetic.product(0);
        return value == null ? null : new Read(value, text.substring(arithmetic.at));
    }

    private @Nullable Rational product(int depth) {
        Rational value = signed(depth);
        while (value != null) {
            int before = at;
            skipSpaces();
            char operator = at < text.length() ? text.charAt(at) : ' ';
            if (operator != '*' && operator != '/') {
                at = before;
                return value;
            }
            at++;
            Rational factor = signed(depth);
            if (factor == null) {
                at = before;
                return value;
            }
            value = operator == '*' ? value.times(factor) : value.dividedBy(factor);
        }
        return null;
    }

    private @Nullable Rational signed(int depth) {
        skipSpaces();
        char c = at < text.length() ? text.charAt(at) : ' ';
        if (c == '-' || c == '+') {
            at++;
            skipSpaces();
            Rational value = power(depth);
            return value != null && c == '-' ? value.negate() : value;
        }
        return power(depth);
    }

    private @Nullable Rational power(int depth) {
        Rational base = atom(depth);
        if (base == null || at >= text.length() || text.charAt(at) != '^') {
            return base;
        }
        int before = at++;
        boolean negative = at < text.length() && text.charAt(at) == '-';
        at += negative ? 1 : 0;
        Rational exponent = atom(depth);
        if (exponent == null) {
            at = before;
            return base;
        }
        return base.power(negative ? exponent.negate() : exponent);
    }

    private @Nullable Rational atom(int depth) {
        if (at >= text.length() || depth > MAX_DEPTH) {
            return null;
        }
        return text.charAt(at) == '(' ? parenthesized(depth) : mixed();
    }

    private @Nullable Rational parenthesized(int depth) {
        int before = at++;
        Rational value = product(depth + 1);
        skipSpaces();
        if (value != null && at < text.length() && text.charAt(at) == ')') {
            at++;
            return value;
        }
        at = before;
        return null;
    }

    /** {@code 1 1/2} is one and a half; otherwise a plain numeral. */
    private @Nullable Rational mixed() {
        int start = at;
        Rational whole = numeral();
        if (whole == null || !whole.isInteger() || at >= text.length() || text.charAt(at) != ' ') {
            return whole;
        }
        int after = at;
        for (int i = start; i < after; i++) {
            if (!Numerals.isDigit(text.charAt(i))) {
                return whole;
            }
        }
        at++;
        Rational fraction = fraction();
        if (fraction != null) {
            return whole.plus(fraction);
        }
        at = after;
        return whole;
    }

    /** A proper fraction of two plain integers. */
    private @Nullable Rational fraction() {
        BigInteger top = plainInteger();
        if (top == null || at >= text.length() || text.charAt(at) != '/') {
            return null;
        }
        at++;
        BigInteger bottom = plainInteger();
        boolean proper = bottom != null && top.signum() > 0 && top.compareTo(bottom) < 0;
        return bottom != null && proper ? Rational.of(top, bottom) : null;
    }

    private @Nullable BigInteger plainInteger() {
        int start = at;
        skipDigits();
        return at == start || at - start > Numerals.MAX_LENGTH ? null : Numerals.integer(text.substring(start, at));
    }

    private @Nullable Rational numeral() {
        StringBuilder digits = new StringBuilder();
        int start = at;
        groups(digits);
        int fraction = 0;
        if (at + 1 < text.length() && text.charAt(at) == '.' && Numerals.isDigit(text.charAt(at + 1))) {
            int from = ++at;
            skipDigits();
            digits.append(text, from, at);
            fraction = at - from;
        }
        if (digits.isEmpty() || digits.length() > Numerals.MAX_LENGTH) {
            at = start;
            return null;
        }
        return Rational.scaled(Numerals.integer(digits), exponent() - fraction);
    }

    /** Digits, in groups of three where commas stand between them. */
    private void groups(StringBuilder digits) {
        int start = at;
        skipDigits();
        digits.append(text, start, at);
        boolean grouped = at - start <= 3 && at > start;
        while (grouped && isGroup(at)) {
            digits.append(text, at + 1, at + 4);
            at += 4;
        }
    }

    private boolean isGroup(int comma) {
        if (comma + 3 >= text.length() || text.charAt(comma) != ',') {
            return false;
        }
        for (int i = comma + 1; i <= comma + 3; i++) {
            if (!Numerals.isDigit(text.charAt(i))) {
                return false;
            }
        }
        return comma + 4 >= text.length() || !Numerals.isDigit(text.charAt(comma + 4));
    }

    private long exponent() {
        if (at >= text.length() || (text.charAt(at) != 'e' && text.charAt(at) != 'E')) {
            return 0;
        }
        int before = at++;
        boolean negative = at < text.length() && text.charAt(at) == '-';
        if (at < text.length() && (negative || text.charAt(at) == '+')) {
            at++;
        }
        int start = at;
        skipDigits();
        if (at == start || at - start > 6) {
            at = before;
            return 0;
        }
        long exponent = Long.parseLong(text, start, at, 10);
        return negative ? -exponent : exponent;
    }

    private void skipDigits() {
        while (at < text.length() && Numerals.isDigit(text.charAt(at))) {
            at++;
        }
    }

    private void skipSpaces() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }
}
