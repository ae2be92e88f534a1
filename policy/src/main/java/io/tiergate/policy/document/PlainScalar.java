package io.tiergate.policy.document;

import java.math.BigDecimal;

/** What an unquoted YAML value means: the core schema of YAML 1.2, less what readers take in different ways. */
final class PlainScalar {
    private static final int MAX_DIGITS = 64;

    private PlainScalar() {}

    static Node resolve(String written, Place place, Node.Layout layout, Problems problems) {
        return switch (written) {
            case "", "~", "null", "Null", "NULL" -> new Node.Nothing(place);
            case "true", "True", "TRUE" -> new Node.Flag(place, true);
            case "false", "False", "FALSE" -> new Node.Flag(place, false);
            default ->
                isNumber(written)
                        ? number(written, place, problems)
                        : textOrOddNumber(written, place, layout, problems);
        };
    }

    private static Node textOrOddNumber(String written, Place place, Node.Layout layout, Problems problems) {
        String unsigned = withoutSign(written);
        if (isOneOf(unsigned, ".inf", ".Inf", ".INF") || isOneOf(written, ".nan", ".NaN", ".NAN")) {
            return broken(
                    place,
                    problems,
                    "`" + written + "` is not a finite number",
                    "write a number, or quote it to make it a text");
        }
        if (isPrefixed(written, "0x", 16) || isPrefixed(written, "0o", 8)) {
            return broken(
                    place,
                    problems,
                    "`" + written + "` is a number that some readers take for a text",
                    "write it in decimal, or quote it");
        }
        return new Node.Text(place, written, layout);
    }

    private static Node number(String written, Place place, Problems problems) {
        String unsigned = withoutSign(written);
        if (unsigned.length() > 1 && unsigned.charAt(0) == '0' && isDigit(unsigned.charAt(1))) {
            return broken(
                    place,
                    problems,
                    "`" + written + "` has leading zeros",
                    "remove them, or quote it to make it a text");
        }
        double nearest = written.length() > MAX_DIGITS ? Double.NaN : Double.parseDouble(written);
        if (!Double.isFinite(nearest)) {
            return broken(
                    place,
                    problems,
                    "this number is out of range",
                    "write a smaller number, or quote it to make it a text");
        }
        BigDecimal exact = new BigDecimal(written);
        if (isWhole(written) && exact.abs().compareTo(CanonicalJson.MAX_INTEGER) > 0) {
            return broken(
                    place,
                    problems,
                    "integers beyond 2^53 are not exact in JSON",
                    "write a smaller number, or quote it to make it a text");
        }
        if (exact.compareTo(new BigDecimal(CanonicalJson.number(nearest))) != 0) {
            return broken(
                    place,
                    problems,
                    "this number has more digits than JSON keeps; it would become " + CanonicalJson.number(nearest),
                    "write fewer digits, or quote it to make it a text");
        }
        return new Node.Numeral(place, exact);
    }

    private static Node broken(Place place, Problems problems, String message, String suggestion) {
        problems.error(place, message, suggestion);
        problems.markBroken(place);
        return new Node.Nothing(place);
    }

    /** {@code [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?}, in one pass. */
    private static boolean isNumber(String written) {
        int from = written.length() - withoutSign(written).length();
        int i = skipDigits(written, from);
        boolean digits = i > from;
        if (i < written.length() && written.charAt(i) == '.') {
            int end = skipDigits(written, i + 1);
            digits |= end > i + 1;
            i = end;
        }
        if (digits && i < written.length() && (written.charAt(i) | 0x20) == 'e') {
            int exponent = i + 1;
            if (exponent < written.length() && isSign(written.charAt(exponent))) {
                exponent++;
            }
            i = skipDigits(written, exponent);
            digits = i > exponent;
        }
        return digits && i == written.length();
    }

    private static boolean isWhole(String written) {
        return skipDigits(written, written.length() - withoutSign(written).length()) == written.length();
    }

    private static int skipDigits(String text, int from) {
        int i = from;
        while (i < text.length() && isDigit(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private static boolean isPrefixed(String written, String prefix, int radix) {
        return written.startsWith(prefix)
                && written.length() > prefix.length()
                && written.chars().skip(prefix.length()).allMatch(c -> c < 128 && Character.digit(c, radix) >= 0);
    }

    private static String withoutSign(String written) {
        return !written.isEmpty() && isSign(written.charAt(0)) ? written.substring(1) : written;
    }

    private static boolean isSign(char c) {
        return c == '-' || c == '+';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isOneOf(String written, String first, String second, String third) {
        return written.equals(first) || written.equals(second) || written.equals(third);
    }
}
