package io.tiergate.policy.document;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * The canonical form of JSON values: RFC 8785. Names sorted by UTF-16 code units, numbers as ECMAScript writes doubles, no white space.
 */
public final class CanonicalJson {
    /** Largest integer that a double and all its neighbours hold exactly: 2^53. */
    static final BigDecimal MAX_INTEGER = BigDecimal.valueOf(1L << 53);

    private final StringBuilder out = new StringBuilder();

    private CanonicalJson() {}

    /** The canonical form in UTF-8. */
    public static byte[] bytes(Node node) {
        return text(node).getBytes(StandardCharsets.UTF_8);
    }

    /** The canonical form. */
    public static String text(Node node) {
        CanonicalJson json = new CanonicalJson();
        json.write(node);
        return json.out.toString();
    }

    private void write(Node node) {
        switch (node) {
            case Node.Mapping mapping -> writeMapping(mapping);
            case Node.Sequence sequence -> writeSequence(sequence);
            case Node.Text text -> appendText(out, text.value());
            case Node.Numeral number -> out.append(number(number.value().doubleValue()));
            case Node.Flag flag -> out.append(flag.value());
            case Node.Nothing nothing -> out.append("null");
        }
    }

    private void writeMapping(Node.Mapping mapping) {
        out.append('{');
        String separator = "";
        for (Map.Entry<String, Node.Member> member : new TreeMap<>(mapping.members()).entrySet()) {
            out.append(separator);
            appendText(out, member.getKey());
            out.append(':');
            write(member.getValue().value());
            separator = ",";
        }
        out.append('}');
    }

    private void writeSequence(Node.Sequence sequence) {
        out.append('[');
        String separator = "";
        for (Node item : sequence.items()) {
            out.append(separator);
            write(item);
            separator = ",";
        }
        out.append(']');
    }

    /** Appends a JSON string literal with the escapes of RFC 8785, 3.2.2.2. */
    public static void appendText(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\f' -> out.append("\\f");
                case '\r' -> out.append("\\r");
                default -> {
                    if (c < ' ') {
                        out.append("\\u00")
                                .append(Character.forDigit(c >> 4, 16))
                                .append(Character.forDigit(c & 15, 16));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    /**
     * A number as ECMAScript's Number::toString writes it. {@link Double#toString} gives the same shortest digits (JDK 19 and later), but two
     * where one would do ({@code 4.9E-324} for {@code 5e-324}), and in another layout.
     *
     * @throws IllegalArgumentException if it is not finite
     */
    public static String number(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("JSON has no " + value);
        }
        if (value == 0) {
            return "0";
        }
        BigDecimal shortest = shortest(Math.abs(value));
        String digits = shortest.unscaledValue().toString();
        int point = digits.length() - shortest.scale(); // ECMA-262's n: the value is 0.DIGITS times ten to the n
        return (value < 0 ? "-" : "") + layOut(digits, point);
    }

    private static BigDecimal shortest(double positive) {
        BigDecimal digits = new BigDecimal(Double.toString(positive)).stripTrailingZeros();
        if (digits.precision() == 2) {
            BigDecimal single = digits.round(new MathContext(1, RoundingMode.HALF_UP));
            if (single.doubleValue() == positive) {
                return single.stripTrailingZeros();
            }
        }
        return digits;
    }

    private static String layOut(String digits, int point) {
        int count = digits.length();
        if (count <= point && point <= 21) {
            return digits + "0".repeat(point - count);
        }
        if (0 < point && point <= 21) {
            return digits.substring(0, point) + "." + digits.substring(point);
        }
        if (-6 < point && point <= 0) {
            return "0." + "0".repeat(-point) + digits;
        }
        String mantissa = count == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return mantissa + "e" + (point > 0 ? "+" : "-") + Math.abs(point - 1);
    }
}
