package io.tiergate.policy.answer;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells a unit after a number from anything that changes the number's meaning. Units are not compared: a task's question fixes
 * them, and models write them or not. What might change the value (am and pm, dozen, thirds, a variable) is no unit.
 */
final class Units {
    private static final int MAX_WORDS = 8;
    private static final Map<String, BigInteger> SCALES = Map.of(
            "hundred", BigInteger.TEN.pow(2),
            "thousand", BigInteger.TEN.pow(3),
            "million", BigInteger.TEN.pow(6),
            "billion", BigInteger.TEN.pow(9),
            "trillion", BigInteger.TEN.pow(12));

    /** Abbreviations that may follow a numeral without a blank; single letters are not here, as they may be variables. */
    private static final Set<String> ATTACHED = Set.of(
            "cm", "mm", "km", "kg", "mg", "lb", "lbs", "oz", "ml", "mph", "kph", "hr", "hrs", "min", "mins", "sec",
            "secs", "ft", "usd", "eur");

    private static final Set<String> LETTERS = Set.of("m", "g", "s", "h", "l", "a", "c", "f");

    private static final Set<String> CHANGES_MEANING = Set.of(
            "or",
            "and",
            "to",
            "am",
            "pm",
            "a.m",
            "p.m",
            "out",
            "plus",
            "minus",
            "times",
            "over",
            "mod",
            "base",
            "sqrt",
            "root",
            "pi",
            "infinity",
            "sin",
            "cos",
            "tan",
            "log",
            "ln",
            "less",
            "more",
            "than",
            "fewer",
            "dozen",
            "dozens",
            "score",
            "half",
            "halves",
            "third",
            "thirds",
            "quarter",
            "quarters",
            "fourths",
            "fifth",
            "fifths",
            "sixth",
            "sixths",
            "seventh",
            "eighth",
            "eighths",
            "ninth",
            "tenth",
            "tenths",
            "hundredths",
            "squared",
            "cubed",
            "factorial",
            "remainder",
            "not",
            "if",
            "in",
            "is",
            "was",
            "except",
            "without",
            "modulo",
            "radians",
            "rad",
            "hundreds",
            "thousands",
            "millions",
            "billions",
            "choose");

    private Units() {}

    /** What to multiply the number before {@code rest} with; null: {@code rest} is no unit. */
    static @Nullable BigInteger factor(String rest) {
        if (rest.isBlank()) {
            return BigInteger.ONE;
        }
        char first = rest.charAt(0);
        if (first != ' ' && first != '%' && first != '°' && !ATTACHED.contains(leadingLetters(rest))) {
            return null;
        }
        String[] words = rest.strip().split(" +", MAX_WORDS + 1);
        BigInteger scale = SCALES.get(fold(words[0]));
        if (words.length > MAX_WORDS) {
            return null;
        }
        for (int i = scale == null ? 0 : 1; i < words.length; i++) {
            if (!isUnit(words[i])) {
                return null;
            }
        }
        return scale == null ? BigInteger.ONE : scale;
    }

    private static String leadingLetters(String text) {
        int end = 0;
        while (end < text.length() && Character.isLetter(text.charAt(end))) {
            end++;
        }
        return fold(text.substring(0, end));
    }

    private static boolean isUnit(String word) {
        String folded = fold(unpowered(word));
        if (folded.equals("%") || folded.equals("°") || folded.equals("°c") || folded.equals("°f")) {
            return true;
        }
        boolean known = folded.length() > 1 || LETTERS.contains(folded);
        return known && !CHANGES_MEANING.contains(folded) && isPlainWord(folded);
    }

    /** {@code word} without a square or cube at its end. */
    private static String unpowered(String word) {
        return word.endsWith("^2") || word.endsWith("^3") ? word.substring(0, word.length() - 2) : word;
    }

    private static String fold(String word) {
        String folded = word.toLowerCase(Locale.ROOT);
        int end = folded.length();
        while (end > 0 && ".,;!)".indexOf(folded.charAt(end - 1)) >= 0) {
            end--;
        }
        return folded.startsWith("(") && end > 1 ? folded.substring(1, end) : folded.substring(0, end);
    }

    /** Letters, with the marks that stand in and after words. */
    static boolean isPlainWord(String word) {
        boolean letter = word.isEmpty();
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            letter |= Character.isLetter(c);
            if (!Character.isLetter(c) && "-'’./,:()%°\"".indexOf(c) < 0) {
                return false;
            }
        }
        return letter;
    }
}
