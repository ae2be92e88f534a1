package io.tiergate.policy.similarity;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes out of an answer what only says how it is shown: emphasis, headings, list marks and numbers, tables, fences. What could be said, a lone "24." that
 * begins a date or a "-" before a number, is left in. Linear.
 */
final class Markup {
    private static final Pattern BULLET = Pattern.compile("[ \\t]*+[-*+•][ \\t]++");
    private static final Pattern BULLET_OF_NUMBER = Pattern.compile("[ \\t]*+[-+][ \\t]++\\d");
    private static final Pattern NUMBERED = Pattern.compile("[ \\t]*+(\\d{1,2})[.)][ \\t]++");
    private static final Pattern HEADING = Pattern.compile("[ \\t]*+(?:#{1,6}|>)[ \\t]++");
    private static final Pattern RULE = Pattern.compile("[ \\t|:*_=-]*+");

    /** A line that begins with no number. Its neighbour's is never one more or one less. */
    private static final int NONE = -2;

    private Markup() {}

    /** The text in plain lines. */
    static String without(String text) {
        List<String> lines = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            if (!RULE.matcher(line).matches() && !line.strip().startsWith("```")) {
                lines.add(line);
            }
        }
        int[] numbers = lines.stream().mapToInt(Markup::number).toArray();
        long bullets =
                lines.stream().filter(line -> BULLET.matcher(line).lookingAt()).count();
        StringBuilder plain = new StringBuilder(text.length());
        int before = NONE;
        for (int i = 0; i < numbers.length; i++) {
            String line = lines.get(i);
            boolean counts = numbers[i] != NONE && (numbers[i] == before + 1 || numbers[i] + 1 == next(numbers, i));
            before = numbers[i] == NONE ? before : numbers[i];
            append(plain, line, start(line, counts, bullets > 1));
        }
        return plain.toString();
    }

    /** The number that a line begins with as items of lists do. */
    private static int number(String line) {
        Matcher matcher = NUMBERED.matcher(line);
        return matcher.lookingAt() ? Integer.parseInt(matcher.group(1)) : NONE;
    }

    /** The number of the next line that begins with one. */
    private static int next(int[] numbers, int index) {
        for (int i = index + 1; i < numbers.length; i++) {
            if (numbers[i] != NONE) {
                return numbers[i];
            }
        }
        return NONE;
    }

    /** Where what a line says begins. */
    private static int start(String line, boolean counts, boolean list) {
        Matcher numbered = NUMBERED.matcher(line);
        if (counts && numbered.lookingAt()) {
            return numbered.end();
        }
        Matcher bullet = BULLET.matcher(line);
        if (bullet.lookingAt() && (list || !BULLET_OF_NUMBER.matcher(line).lookingAt())) {
            return bullet.end();
        }
        Matcher heading = HEADING.matcher(line);
        return heading.lookingAt() ? heading.end() : 0;
    }

    private static void append(StringBuilder plain, String line, int start) {
        for (int i = start; i < line.length(); i++) {
            char c = line.charAt(i);
            switch (c) {
                case '*', '`' -> {}
                case '|' -> plain.append(" ; ");
                default -> plain.append(c);
            }
        }
        plain.append('\n');
    }
}
