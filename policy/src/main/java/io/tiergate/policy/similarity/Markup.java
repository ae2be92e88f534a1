package io.tiergate.policy.similarity;

import java.util.regex.Pattern;

/** Takes out of an answer what only says how it is shown: emphasis, headings, list marks and numbers, tables, fences. Linear. */
final class Markup {
    private static final Pattern ITEM = Pattern.compile("[ \\t]*+(?:[-*+•]|\\d{1,2}[.)])[ \\t]++");
    private static final Pattern HEADING = Pattern.compile("[ \\t]*+(?:#{1,6}|>)[ \\t]++");
    private static final Pattern RULE = Pattern.compile("[ \\t|:*_=-]*+");

    private Markup() {}

    /** The text in plain lines. */
    static String without(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (String line : text.split("\n", -1)) {
            boolean shown = RULE.matcher(line).matches() || line.strip().startsWith("```");
            if (!shown) {
                plain.append(plainLine(line)).append('\n');
            }
        }
        return plain.toString();
    }

    private static String plainLine(String line) {
        var item = ITEM.matcher(line);
        var heading = HEADING.matcher(line);
        int start = item.lookingAt() ? item.end() : heading.lookingAt() ? heading.end() : 0;
        StringBuilder plain = new StringBuilder(line.length());
        for (int i = start; i < line.length(); i++) {
            char c = line.charAt(i);
            switch (c) {
                case '*', '`' -> {}
                case '|' -> plain.append(" ; ");
                default -> plain.append(c);
            }
        }
        return plain.toString();
    }
}
