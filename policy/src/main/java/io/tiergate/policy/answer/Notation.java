package io.tiergate.policy.answer;

import java.util.Map;
import java.util.Set;

/**
 * Rewrites mathematics from LaTeX, Markdown and Unicode into one plain notation: {@code 3/4}, {@code sqrt(3)}, {@code x^2},
 * {@code pi}. It changes spelling only and computes nothing. One pass; nesting beyond {@link #MAX_DEPTH} is copied as it is. Confined to one call.
 */
final class Notation {
    private static final int MAX_DEPTH = 32;

    private static final Set<String> FRACTIONS = Set.of("frac", "dfrac", "tfrac", "cfrac");
    private static final Set<String> TEXTS = Set.of(
            "text",
            "textrm",
            "textbf",
            "textit",
            "textnormal",
            "mathrm",
            "mathbf",
            "mathit",
            "mbox",
            "operatorname",
            "boxed",
            "fbox");
    private static final Set<String> DROPPED = Set.of(
            "left", "right", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "displaystyle", "textstyle", "limits");
    private static final Map<String, String> SYMBOLS = Map.ofEntries(
            Map.entry("cdot", "*"),
            Map.entry("times", "*"),
            Map.entry("ast", "*"),
            Map.entry("div", "/"),
            Map.entry("infty", "infinity"),
            Map.entry("le", "≤"),
            Map.entry("leq", "≤"),
            Map.entry("ge", "≥"),
            Map.entry("geq", "≥"),
            Map.entry("ne", "≠"),
            Map.entry("neq", "≠"),
            Map.entry("lt", "<"),
            Map.entry("gt", ">"),
            Map.entry("pm", "±"),
            Map.entry("cup", "∪"),
            Map.entry("cap", "∩"),
            Map.entry("in", "∈"),
            Map.entry("circ", "°"),
            Map.entry("degree", "°"),
            Map.entry("approx", "≈"),
            Map.entry("ldots", "..."),
            Map.entry("dots", "..."),
            Map.entry("cdots", "..."),
            Map.entry("emptyset", "∅"),
            Map.entry("varnothing", "∅"),
            Map.entry("quad", " "),
            Map.entry("qquad", " "));

    private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻";
    private static final String SUPERSCRIPT_MEANING = "0123456789-";

    private final String in;
    private int at;

    private Notation(String in) {
        this.in = in;
    }

    /** {@code text} in plain notation, blanks collapsed, quotes, emphasis and a final full stop taken off. */
    static String of(String text) {
        Notation notation = new Notation(text);
        StringBuilder out = new StringBuilder();
        while (notation.at < text.length()) {
            notation.step(out, 0);
        }
        return unwrapped(Blanks.collapse(out.toString()));
    }

    private static String unwrapped(String text) {
        int start = 0;
        int end = text.length();
        while (end > start && " .,;*_\"'".indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        while (start < end && " *_\"'".indexOf(text.charAt(start)) >= 0) {
            start++;
        }
        return text.substring(start, end);
    }

    /** {@code spaced} without blanks, but for those between digits, and without times signs that may be left out. */
    static String compact(String spaced) {
        StringBuilder out = new StringBuilder(spaced.length());
        for (int i = 0; i < spaced.length(); i++) {
            char c = spaced.charAt(i);
            char next = nextVisible(spaced, i + 1);
            char last = out.isEmpty() ? ' ' : out.charAt(out.length() - 1);
            boolean kept = c == ' '
                    ? Numerals.isDigit(last) && Numerals.isDigit(next)
                    : c != '*'
                            || !(Character.isLetterOrDigit(last) || last == ')')
                            || !(Character.isLetter(next) || next == '(');
            if (kept) {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static char nextVisible(String text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) == ' ') {
            i++;
        }
        return i < text.length() ? text.charAt(i) : ' ';
    }

    private void step(StringBuilder out, int depth) {
        char c = in.charAt(at);
        int superscript = SUPERSCRIPTS.indexOf(c);
        if (superscript >= 0) {
            superscript(out);
            return;
        }
        switch (c) {
            case '\\' -> command(out, depth);
            case '\f', '\b', '\t', '\r' -> swallowedBackslash(out, depth, c);
            case '^', '_' -> script(out, depth, c);
            case '√' -> {
                at++;
                root(out, depth);
            }
            case '*' -> star(out);
            case '{' -> brace(out);
            default -> {
                at++;
                symbol(out, c);
            }
        }
    }

    private static void symbol(StringBuilder out, char c) {
        switch (c) {
            case '$', '€', '£', '¥', '₹' -> gapAfterLetter(out);
            case '`' -> {}
            case '−', '–', '‐', '‑', '—' -> out.append('-');
            case '×', '·', '⋅', '∗' -> out.append('*');
            case '÷', '∕', '⁄' -> out.append('/');
            case 'π' -> out.append("pi");
            case '∞' -> out.append("infinity");
            case '½' -> fraction(out, "1", "2");
            case '⅓' -> fraction(out, "1", "3");
            case '⅔' -> fraction(out, "2", "3");
            case '¼' -> fraction(out, "1", "4");
            case '¾' -> fraction(out, "3", "4");
            case '~' -> out.append(out.isEmpty() ? '≈' : ' ');
            default -> out.append(Blanks.is(c) ? ' ' : c);
        }
    }

    private void superscript(StringBuilder out) {
        out.append('^');
        while (at < in.length() && SUPERSCRIPTS.indexOf(in.charAt(at)) >= 0) {
            out.append(SUPERSCRIPT_MEANING.charAt(SUPERSCRIPTS.indexOf(in.charAt(at++))));
        }
    }

    /** Two stars are a power between operands and emphasis elsewhere; one is a product. */
    private void star(StringBuilder out) {
        if (!in.startsWith("**", at)) {
            at++;
            out.append('*');
            return;
        }
        char before = at > 0 ? in.charAt(at - 1) : ' ';
        at += 2;
        char after = at < in.length() ? in.charAt(at) : ' ';
        boolean base = Character.isLetterOrDigit(before) || before == ')';
        if (base && (Character.isLetterOrDigit(after) || after == '(')) {
            out.append('^');
        }
    }

    private void brace(StringBuilder out) {
        boolean comma = in.startsWith("{,}", at);
        out.append(comma ? ',' : '{');
        at += comma ? 3 : 1;
    }

    /** {@code ^} or {@code _} with what it raises or lowers; a small circle is a degree sign. */
    private void script(StringBuilder out, int depth, char mark) {
        at++;
        boolean grouped = at < in.length() && (in.charAt(at) == '{' || in.charAt(at) == '\\');
        if (!grouped) {
            out.append(mark);
            return;
        }
        String script = argument(depth);
        if (script.equals("°")) {
            out.append(script);
        } else {
            out.append(mark).append(isAtom(script) ? script : '(' + script + ')');
        }
    }

    /** JSON reads {@code \f} of {@code \frac} as a control character; where a known command comes out it was a backslash. */
    private void swallowedBackslash(StringBuilder out, int depth, char control) {
        char letter = switch (control) {
            case '\f' -> 'f';
            case '\b' -> 'b';
            case '\t' -> 't';
            default -> 'r';
        };
        int end = lettersEnd(at + 1);
        String name = letter + in.substring(at + 1, end);
        boolean known =
                FRACTIONS.contains(name) || TEXTS.contains(name) || DROPPED.contains(name) || SYMBOLS.containsKey(name);
        if (known) {
            at = end;
            apply(name, out, depth);
        } else {
            at++;
            out.append(' ');
        }
    }

    private void command(StringBuilder out, int depth) {
        int end = lettersEnd(at + 1);
        if (end > at + 1) {
            String name = in.substring(at + 1, end);
            at = end;
            apply(name, out, depth);
            return;
        }
        char c = at + 1 < in.length() ? in.charAt(at + 1) : ' ';
        at = Math.min(in.length(), at + 2);
        switch (c) {
            case ',', '!', '(', ')', '[', ']', '$' -> {}
            case ';', ':', '\\', ' ' -> out.append(' ');
            default -> out.append(c);
        }
    }

    private void apply(String name, StringBuilder out, int depth) {
        if (FRACTIONS.contains(name)) {
            fraction(out, argument(depth), argument(depth));
        } else if (TEXTS.contains(name)) {
            out.append(' ').append(argument(depth)).append(' ');
        } else if (name.equals("sqrt")) {
            root(out, depth);
        } else if (!DROPPED.contains(name)) {
            gapAfterLetter(out);
            out.append(SYMBOLS.getOrDefault(name, name));
        }
    }

    private void root(StringBuilder out, int depth) {
        gapAfterLetter(out);
        int close = at < in.length() && in.charAt(at) == '[' ? in.indexOf(']', at) : -1;
        out.append(close < 0 ? "sqrt" : "root" + in.substring(at, close + 1));
        at = close < 0 ? at : close + 1;
        boolean written = at < in.length() && in.charAt(at) == '(';
        if (!written) {
            int digits = at;
            while (digits < in.length() && Numerals.isDigit(in.charAt(digits)) && in.charAt(at - 1) == '√') {
                digits++;
            }
            String radicand = digits > at ? in.substring(at, digits) : argument(depth);
            at = Math.max(at, digits);
            out.append('(').append(radicand).append(')');
        }
    }

    private static void fraction(StringBuilder out, String top, String bottom) {
        if (!out.isEmpty() && Numerals.isDigit(out.charAt(out.length() - 1))) {
            out.append(' '); // 1\frac{1}{2} is one and a half, not eleven halves
        }
        out.append(isProduct(top) ? top : '(' + top + ')');
        out.append('/').append(isAtom(bottom) ? bottom : '(' + bottom + ')').append(' ');
    }

    /** The next group in braces, command or character. */
    private String argument(int depth) {
        while (at < in.length() && in.charAt(at) == ' ') {
            at++;
        }
        StringBuilder out = new StringBuilder();
        if (at >= in.length() || depth >= MAX_DEPTH) {
            return "";
        }
        if (in.charAt(at) != '{') {
            step(out, depth + 1);
            return Blanks.trim(out.toString());
        }
        at++;
        int open = 0;
        while (at < in.length() && (open > 0 || in.charAt(at) != '}')) {
            boolean comma = in.startsWith("{,}", at);
            open += comma ? 0 : in.charAt(at) == '{' ? 1 : in.charAt(at) == '}' ? -1 : 0;
            step(out, depth + 1);
        }
        at++;
        at = Math.min(at, in.length());
        return Blanks.trim(out.toString());
    }

    private static void gapAfterLetter(StringBuilder out) {
        if (!out.isEmpty() && Character.isLetter(out.charAt(out.length() - 1))) {
            out.append(' ');
        }
    }

    private int lettersEnd(int from) {
        int end = from;
        while (end < in.length() && (in.charAt(end) | 32) >= 'a' && (in.charAt(end) | 32) <= 'z') {
            end++;
        }
        return end;
    }

    /** Letters and digits, or one call such as {@code sqrt(3)}: needs no parentheses anywhere. */
    private static boolean isAtom(String text) {
        int i = 0;
        while (i < text.length() && (Character.isLetterOrDigit(text.charAt(i)) || text.charAt(i) == '.')) {
            i++;
        }
        boolean call = i > 0 && i < text.length() && Character.isLetter(text.charAt(0)) && closesAtEnd(text, i);
        return !text.isEmpty() && (i == text.length() || call) && !mixesDigitsAndLetters(text, i);
    }

    private static boolean mixesDigitsAndLetters(String text, int end) {
        boolean digit = false;
        boolean letter = false;
        for (int i = 0; i < end; i++) {
            digit |= Numerals.isDigit(text.charAt(i));
            letter |= Character.isLetter(text.charAt(i));
        }
        return digit && letter;
    }

    private static boolean closesAtEnd(String text, int open) {
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            depth += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
            if (depth == 0) {
                return i == text.length() - 1;
            }
        }
        return false;
    }

    /** Needs no parentheses before a division sign: no sum, difference, quotient or relation outside parentheses. */
    private static boolean isProduct(String text) {
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth == 0 && c != ')' && !Character.isLetterOrDigit(c) && "*^. ".indexOf(c) < 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
