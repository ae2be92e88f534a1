package io.tiergate.policy.answer;

import io.tiergate.policy.answer.Arithmetic.Read;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Canonical form of a number: an exact fraction in lowest terms, whatever its spelling, currency, unit or the sentence around
 * it; a percentage is the number before its sign. What is no number (an interval, a root, a word) keeps its form as an expression in one notation.
 */
final class NumberForm {
    /** A longer text is no number and no expression. */
    private static final int MAX_CHARS = 2000;

    private static final String BOXED = "\\boxed{";
    private static final String MARKER = "####";
    private static final String ANSWER = "answer:";
    private static final String EMPHASIS = " \t*_#>";
    private static final Set<String> ANNOUNCES = Set.of(
            "is",
            "are",
            "was",
            "be",
            "equals",
            "equal",
            "answer",
            "about",
            "approximately",
            "roughly",
            "around",
            "exactly",
            "total",
            "has",
            "have",
            "us",
            "usd",
            "eur",
            "gbp",
            "therefore",
            "thus");
    private static final Set<String> CHANGES_MEANING = Set.of(
            "not",
            "no",
            "least",
            "most",
            "than",
            "under",
            "over",
            "above",
            "below",
            "between",
            "except",
            "without",
            "every",
            "half",
            "twice",
            "minus",
            "negative",
            "plus",
            "to",
            "or");

    private NumberForm() {}

    static Optional<String> of(String answer) {
        String candidate = candidate(answer);
        if (candidate.length() > MAX_CHARS) {
            return Optional.empty();
        }
        String spaced = Notation.of(candidate);
        Rational value = number(spaced);
        if (value != null) {
            return Optional.of(value.toString());
        }
        String expression = Notation.compact(spaced);
        Rational late = number(expression);
        String form = late == null ? expression : late.toString();
        return form.isEmpty() ? Optional.empty() : Optional.of(form);
    }

    /** Where the answer stands in a text: in the last box, after the last marker, after "answer is"; else all of it. */
    private static String candidate(String text) {
        int box = text.lastIndexOf(BOXED);
        if (box >= 0) {
            int end = closingBrace(text, box + BOXED.length());
            return end < 0 ? text : text.substring(box + BOXED.length(), end);
        }
        int marker = text.lastIndexOf(MARKER);
        if (marker >= 0) {
            return Announcement.sentence(text, marker + MARKER.length());
        }
        int line = answerLine(text);
        if (line >= 0) {
            return Announcement.sentence(text, line);
        }
        boolean brief = text.length() <= 200 && text.indexOf('\n') < 0;
        int announced = brief ? -1 : Announcement.end(text);
        return announced < 0 ? text : Announcement.sentence(text, announced);
    }

    /** Where the last line that begins with {@code Answer:} goes on, or -1; emphasis around the word does not matter. */
    private static int answerLine(String text) {
        for (int from = text.lastIndexOf('\n'); from >= 0; from = from == 0 ? -1 : text.lastIndexOf('\n', from - 1)) {
            int at = from + 1;
            while (at < text.length() && EMPHASIS.indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            if (text.regionMatches(true, at, ANSWER, 0, ANSWER.length())) {
                return at + ANSWER.length();
            }
        }
        return -1;
    }

    private static int closingBrace(String text, int start) {
        int depth = 1;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return -1;
    }

    private static @Nullable Rational number(String spaced) {
        Rational plain = quantity(spaced);
        if (plain != null) {
            return plain;
        }
        int equals = spaced.lastIndexOf('=');
        if (equals > 0 && isName(spaced.substring(0, equals))) {
            return quantity(spaced.substring(equals + 1));
        }
        return announced(spaced);
    }

    /** A number, perhaps with a unit or scale word, and nothing else. */
    private static @Nullable Rational quantity(String text) {
        String trimmed = text.strip();
        String exact = trimmed.startsWith("≈") ? trimmed.substring(1).strip() : trimmed;
        Read read = Arithmetic.read(exact);
        if (read == null) {
            return null;
        }
        BigInteger factor = Units.factor(read.rest());
        return factor == null ? null : read.value().times(Rational.of(factor));
    }

    /** Whether what stands left of an equals sign is a name ({@code x}, {@code f(2)}) or a sum being worked out. */
    private static boolean isName(String left) {
        boolean letters = false;
        boolean operators = false;
        for (int i = 0; i < left.length(); i++) {
            char c = left.charAt(i);
            if ("<>!=≤≥,;|".indexOf(c) >= 0) {
                return false;
            }
            letters |= Character.isLetter(c);
            operators |= "+-*/^".indexOf(c) >= 0;
        }
        return !(letters && operators);
    }

    /** A number that words lead up to, as in {@code The total is 18 dollars}. */
    private static @Nullable Rational announced(String spaced) {
        int digit = 0;
        while (digit < spaced.length() && !Numerals.isDigit(spaced.charAt(digit))) {
            digit++;
        }
        int start = digit;
        while (start > 0 && "-(.".indexOf(spaced.charAt(start - 1)) >= 0) {
            start--;
        }
        String lead = spaced.substring(0, start).strip();
        return lead.isEmpty() || start == spaced.length() || !announces(lead)
                ? null
                : quantity(spaced.substring(start));
    }

    private static boolean announces(String lead) {
        String folded = lead.toLowerCase(Locale.ROOT);
        String last = "";
        for (String word : folded.split(" ", -1)) {
            if (CHANGES_MEANING.contains(word) || !Units.isPlainWord(word)) {
                return false;
            }
            last = word;
        }
        return last.endsWith(":") || ANNOUNCES.contains(last);
    }
}
