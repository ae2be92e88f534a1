package io.tiergate.policy.similarity;

import io.tiergate.policy.similarity.Token.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What one text says, as far as the verifier can tell. One pass over its tokens. Not changed once it is made. */
final class Reading {
    private static final int MOST_DIGITS = 40;
    private static final int MOST_QUOTED = 200;
    /** So far from a word such as "to" stands what it joins. */
    private static final int REACH = 4;

    final List<Token> tokens;
    /** Stems of all words. */
    final Set<String> stems = new LinkedHashSet<>();
    /** All words, without possessive endings. */
    final Set<String> words = new HashSet<>();
    /** Of those that say what is asked. */
    final Set<String> content = new LinkedHashSet<>();
    /** The same, as often as they stand there, sorted. */
    final List<String> bag = new ArrayList<>();
    /** What matters, in order: content, units, dates, numbers. */
    final List<String> sequence = new ArrayList<>();

    final List<String> numbers = new ArrayList<>();
    final Set<String> units = new TreeSet<>();
    /** Numbers with their units. */
    final List<String> quantities = new ArrayList<>();

    final List<String> dates = new ArrayList<>();
    final Set<String> names = new HashSet<>();
    final Set<String> identifiers = new HashSet<>();
    /** From what, to what. */
    final Set<Way> ways = new HashSet<>();

    final Language language;
    int negations;
    String question = "";
    /** "X is done by Y". */
    boolean passive;

    private final @Nullable String[] matters;

    /** From one thing to another. */
    record Way(String from, String to) {}

    Reading(String text) {
        tokens = Tokens.of(text);
        matters = new @Nullable String[tokens.size()];
        for (int i = 0; i < matters.length; ) {
            i = read(i);
        }
        for (String one : matters) {
            if (one != null) {
                sequence.add(one);
            }
        }
        readWays();
        readQuoted(text);
        dropTitleCase();
        Collections.sort(bag);
        Collections.sort(numbers);
        Collections.sort(quantities);
        Collections.sort(dates);
        language = Language.of(text, tokens);
    }

    /** What the token at {@code index} says that matters; null: nothing, or not by itself. */
    @Nullable
    String matter(int index) {
        return matters[index];
    }

    /** The first word here that either text writes as a name and both have; empty: there is none. */
    String firstName(Reading other) {
        for (Token token : tokens) {
            String word = Stem.unpossessed(token.folded());
            if ((names.contains(word) || other.names.contains(word)) && other.words.contains(word)) {
                return word;
            }
        }
        return "";
    }

    /** The units of each number that has one. */
    Map<String, Set<String>> measures() {
        Map<String, Set<String>> measures = new HashMap<>();
        for (String quantity : quantities) {
            int blank = quantity.indexOf(' ');
            measures.computeIfAbsent(quantity.substring(0, blank), _ -> new HashSet<>())
                    .add(quantity.substring(blank + 1));
        }
        return measures;
    }

    boolean isWordless() {
        return tokens.stream().allMatch(token -> token.is(Kind.SYMBOL));
    }

    /** Reads the token at {@code index} and what belongs to it; gives the index after that. */
    private int read(int index) {
        Token token = tokens.get(index);
        return switch (token.kind()) {
            case NUMBER -> number(index, value(token.folded()), index + 1);
            case SYMBOL -> {
                symbol(index, String.valueOf(Quantities.unit(token.folded(), true)));
                yield index + 1;
            }
            case CODE -> {
                String date = Quantities.date(token.folded(), true);
                if (date == null) {
                    identifiers.add(token.folded());
                    words.add(token.folded());
                    content(index, token.folded());
                } else {
                    date(index, date);
                }
                yield index + 1;
            }
            case WORD -> word(index, token);
        };
    }

    private int word(int index, Token token) {
        String word = Stem.unpossessed(token.folded());
        stems.add(Stem.of(word));
        words.add(word);
        passive |=
                word.equals("by") && index > 0 && tokens.get(index - 1).folded().endsWith("ed");
        Integer number = Quantities.number(word);
        if (number != null) {
            return numberWord(index, number);
        }
        if (word.equals("one") && (unitAt(index + 1) != null || scaleAt(index + 1) != null)) {
            return number(index, BigDecimal.ONE, index + 1);
        }
        if (Vocabulary.isNegation(word)) {
            negations++;
            return index + 1;
        }
        question(index, word);
        boolean beside = isNumber(index - 1) || isNumber(index + 1);
        String date = Quantities.date(word, beside || (token.isCapital() && !token.first()));
        String unit = Quantities.unit(word, false);
        if (date != null) {
            date(index, date);
        } else if (Quantities.isRelative(word) && isTime(index + 1)) {
            date(index, word);
        } else if (unit != null) {
            unit(index, unit);
        } else if (!Vocabulary.isFunction(word)) {
            String stem = Stem.of(word);
            content(index, stem);
            if (token.isCapital() && (!token.first() || isAbbreviation(token.written()))) {
                names.add(word);
            }
        }
        return index + 1;
    }

    private static boolean isAbbreviation(String word) {
        return word.length() > 1 && word.equals(word.toUpperCase(Locale.ROOT));
    }

    /** "twenty", "twenty five". */
    private int numberWord(int index, int number) {
        int next = index + 1;
        Integer ones = next < tokens.size() ? Quantities.number(tokens.get(next).folded()) : null;
        if (number >= 20 && number % 10 == 0 && ones != null && ones < 10) {
            return number(index, BigDecimal.valueOf(number + ones), next + 1);
        }
        return number(index, BigDecimal.valueOf(number), next);
    }

    /** A number, with the words after it that multiply it, and its unit. */
    private int number(int index, @Nullable BigDecimal value, int after) {
        int next = after;
        BigDecimal number = value;
        for (Integer scale = scaleAt(next); scale != null && number != null; scale = scaleAt(next)) {
            number = number.scaleByPowerOfTen(scale);
            next++;
        }
        String written = number == null ? tokens.get(index).folded() : plain(number);
        numbers.add(written);
        matters[index] = "#" + written;
        if (next < tokens.size() && Quantities.isOrdinalEnd(tokens.get(next).folded()) && next == index + 1) {
            return next + 1;
        }
        String unit = unitAt(next);
        if (unit != null) {
            unit(next, unit);
            quantities.add(written + " " + unit);
            return next + 1;
        }
        return next;
    }

    /** A currency stands before its number; after it, the number has taken it. */
    private void symbol(int index, String unit) {
        unit(index, unit);
        if (isNumber(index + 1)) {
            BigDecimal value = value(tokens.get(index + 1).folded());
            quantities.add((value == null ? "" : plain(value)) + " " + unit);
        }
    }

    /** Whether a day, week or season is named there. */
    private boolean isTime(int index) {
        if (index >= tokens.size()) {
            return false;
        }
        String word = Stem.unpossessed(tokens.get(index).folded());
        return Quantities.isSeason(word)
                || Quantities.unit(word, false) != null
                || Quantities.date(word, false) != null;
    }

    private @Nullable Integer scaleAt(int index) {
        return index < tokens.size() ? Quantities.scale(tokens.get(index).folded()) : null;
    }

    private @Nullable String unitAt(int index) {
        return index < tokens.size() ? Quantities.unit(tokens.get(index).folded(), true) : null;
    }

    private static @Nullable BigDecimal value(String digits) {
        try {
            return digits.length() > MOST_DIGITS ? null : new BigDecimal(digits.replace('−', '-'));
        } catch (NumberFormatException e) {
            return null; // an address or a version, of several points
        }
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toString();
    }

    private boolean isNumber(int index) {
        return index >= 0 && index < tokens.size() && tokens.get(index).is(Kind.NUMBER);
    }

    private void unit(int index, String unit) {
        units.add(unit);
        matters[index] = unit;
    }

    private void date(int index, String date) {
        dates.add(date);
        matters[index] = date;
    }

    private void content(int index, String stem) {
        content.add(stem);
        bag.add(stem);
        matters[index] = stem;
    }

    private void question(int index, String word) {
        if (question.isEmpty()) {
            String next = index + 1 < tokens.size() ? tokens.get(index + 1).folded() : "";
            question = Vocabulary.question(word, next);
        }
    }

    private void readWays() {
        for (int i = 0; i < matters.length; i++) {
            String word = tokens.get(i).folded();
            boolean onwards = Vocabulary.isOnwards(word);
            if (onwards || Vocabulary.isBackwards(word)) {
                String before = near(i, -1);
                String after = near(i, 1);
                if (before != null && after != null) {
                    ways.add(onwards ? new Way(before, after) : new Way(after, before));
                }
            }
        }
    }

    private @Nullable String near(int index, int step) {
        for (int i = 1; i <= REACH; i++) {
            int at = index + i * step;
            if (at >= 0 && at < matters.length && matters[at] != null) {
                return matters[at];
            }
        }
        return null;
    }

    private void readQuoted(String text) {
        int open = -1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                open = -1;
            } else if ((c == '"' || c == '`' || c == '“' || c == '”') && open < 0) {
                open = i;
            } else if (open >= 0 && c == closing(text.charAt(open))) {
                if (i > open + 1 && i - open <= MOST_QUOTED) {
                    identifiers.add(text.substring(open + 1, i).strip().toLowerCase(Locale.ROOT));
                }
                open = -1;
            }
        }
    }

    private static char closing(char opening) {
        return opening == '“' ? '”' : opening;
    }

    /** Where nearly every word has a capital, a capital says nothing. */
    private void dropTitleCase() {
        if (names.size() > 3 && names.size() * 4 >= content.size() * 3) {
            names.clear();
        }
    }
}
