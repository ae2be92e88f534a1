package io.tiergate.policy.similarity;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Two texts held side by side: the value of every {@link Sign}, and the veto that holds, if one does. The same in either order. Immutable. */
public final class Comparison {
    /** UTF-16 units beyond which a text is not read: an encoder has long stopped reading, too. */
    public static final int MOST_CHARS = 4_000;

    private static final double CLOSE_FROM = 0.9;
    /** So many words at the beginning tell whether the order is the same. */
    private static final int MOST_ORDERED = 64;

    private final Map<Sign, Double> values = new EnumMap<>(Sign.class);
    private final @Nullable Veto veto;

    private Comparison(@Nullable Veto veto) {
        this.veto = veto;
    }

    private Comparison(Reading one, Reading other, double cosine) {
        set(Sign.ONE, 1);
        double alike = Double.isNaN(cosine) ? 0 : Math.clamp(cosine, -1, 1);
        set(Sign.COSINE, alike);
        set(Sign.CLOSE, Math.max(0, alike - CLOSE_FROM) / (1 - CLOSE_FROM));
        words(one, other);
        set(Sign.NUMBERS, !one.numbers.equals(other.numbers));
        set(Sign.UNITS, !hasSameUnits(one, other));
        set(Sign.DATES, !one.dates.equals(other.dates));
        set(Sign.NAMES, !other.words.containsAll(one.names) || !one.words.containsAll(other.names));
        set(Sign.IDENTIFIERS, !one.identifiers.equals(other.identifiers));
        set(Sign.NEGATION, one.negations % 2 != other.negations % 2);
        set(Sign.DIRECTION, isTurned(without(one.ways, other.ways), without(other.ways, one.ways)));
        set(Sign.ORDER, one.content.equals(other.content) && isReordered(one, other));
        set(Sign.QUESTION, question(one.question, other.question) * value(Sign.OVERLAP));
        set(Sign.LANGUAGE, one.language.differsFrom(other.language));
        veto = veto(one, other);
    }

    /**
     * Compares two texts.
     *
     * @param cosine of their embeddings
     */
    public static Comparison of(String one, String other, double cosine) {
        return of(Question.of(one), Question.of(other), cosine);
    }

    /** Compares two texts that have been read. */
    public static Comparison of(Question one, Question other, double cosine) {
        Reading first = one.reading;
        Reading second = other.reading;
        return first == null || second == null
                ? new Comparison(unread(one.unread, other.unread))
                : new Comparison(first, second, cosine);
    }

    /** The same whichever of the two is called the first. */
    private static @Nullable Veto unread(@Nullable Veto one, @Nullable Veto other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.compareTo(other) < 0 ? one : other;
    }

    /** The veto that holds; null: none. */
    public @Nullable Veto veto() {
        return veto;
    }

    /** What was seen; 0 for every sign where the texts were not read, as one is long, wordless or has personal data. */
    public double value(Sign sign) {
        return values.getOrDefault(sign, 0.0);
    }

    private void set(Sign sign, double value) {
        values.put(sign, value);
    }

    private void set(Sign sign, boolean holds) {
        set(sign, holds ? 1.0 : 0.0);
    }

    private void words(Reading one, Reading other) {
        Set<String> ownOne = without(one.content, other.content);
        Set<String> ownOther = without(other.content, one.content);
        int shared = one.content.size() - ownOne.size();
        int all = shared + ownOne.size() + ownOther.size();
        int fewer = Math.min(ownOne.size(), ownOther.size());
        int more = Math.max(ownOne.size(), ownOther.size());
        set(Sign.OVERLAP, all == 0 ? 1 : (double) shared / all);
        set(
                Sign.LENGTH,
                (double) Math.min(one.tokens.size(), other.tokens.size())
                        / Math.max(one.tokens.size(), other.tokens.size()));
        set(Sign.ADDED, fewer == 0 && more > 0);
        set(Sign.SUBSTITUTED, fewer == 1 && more == 1);
        set(Sign.REPLACED, fewer == 0 ? 0 : (double) shared / (shared + more));
        Set<String> saidByOne = without(one.stems, other.stems);
        Set<String> saidByOther = without(other.stems, one.stems);
        set(Sign.OPPOSITES, opposite(saidByOne, saidByOther) || opposite(saidByOther, saidByOne));
        Set<Integer> classes = rivals(ownOne);
        set(Sign.RIVALS, rivals(ownOther).stream().anyMatch(classes::contains));
    }

    private static boolean isTurned(Set<Reading.Way> ways, Set<Reading.Way> others) {
        return ways.stream().anyMatch(way -> others.contains(new Reading.Way(way.to(), way.from())));
    }

    private static <T> Set<T> without(Set<T> words, Set<T> others) {
        Set<T> own = new HashSet<>(words);
        own.removeAll(others);
        return own;
    }

    private static boolean opposite(Set<String> words, Set<String> others) {
        for (String word : words) {
            String unnegated = Vocabulary.unnegated(word);
            if ((unnegated != null && others.contains(unnegated))
                    || Vocabulary.opposites(word).stream().anyMatch(others::contains)) {
                return true;
            }
        }
        return false;
    }

    private static Set<Integer> rivals(Collection<String> words) {
        Set<Integer> classes = new HashSet<>();
        for (String word : words) {
            int of = Vocabulary.rivals(word);
            if (of > 0) {
                classes.add(of);
            }
        }
        return classes;
    }

    private static boolean hasSameUnits(Reading one, Reading other) {
        return one.units.equals(other.units)
                && (!one.numbers.equals(other.numbers) || one.quantities.equals(other.quantities));
    }

    /** Whether what both say stands in another order. What is done by somebody stands the other way round. */
    private static boolean isReordered(Reading one, Reading other) {
        List<String> others = beginning(other.sequence);
        int last = -1;
        boolean risen = true;
        for (String word : beginning(one.sequence)) {
            int place = others.indexOf(word);
            risen &= place < 0 || place > last;
            last = Math.max(place, last);
        }
        return risen == (one.passive != other.passive);
    }

    private static List<String> beginning(List<String> sequence) {
        return sequence.stream().distinct().limit(MOST_ORDERED).toList();
    }

    /** A half where only one text says what it asks for, and nothing where that is "how". */
    private static double question(String one, String other) {
        if (one.equals(other)) {
            return 0;
        }
        String told = one.isEmpty() ? other : other.isEmpty() ? one : "";
        return told.isEmpty() ? 1 : told.equals(Vocabulary.HOW) ? 0 : 0.5;
    }

    /** Only where nothing else that matters differs: evidence elsewhere, as a reworded question may well spell a number another way. */
    private static @Nullable Veto veto(Reading one, Reading other) {
        if (!one.bag.equals(other.bag)) {
            return null;
        }
        if (!one.numbers.equals(other.numbers)) {
            return Veto.NUMBERS;
        }
        if (!hasSameUnits(one, other)) {
            return Veto.UNITS;
        }
        return one.dates.equals(other.dates) ? null : Veto.DATES;
    }
}
