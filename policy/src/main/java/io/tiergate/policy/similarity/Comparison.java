package io.tiergate.policy.similarity;

import java.util.Collection;
import java.util.Collections;
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
        setCosine(cosine);
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

    /** The same texts, given the cosine of their embeddings. */
    Comparison at(double cosine) {
        Comparison compared = new Comparison(veto);
        compared.values.putAll(values);
        if (!values.isEmpty()) {
            compared.setCosine(cosine);
        }
        return compared;
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

    /**
     * Compares two answers to one question. Personal data are no veto: both were given to whoever asked.
     *
     * @param cosine of their embeddings
     */
    public static Comparison ofAnswers(String one, String other, double cosine) {
        if (one.length() > MOST_CHARS || other.length() > MOST_CHARS) {
            return new Comparison(Veto.LONG);
        }
        AnswerReading first = new AnswerReading(one);
        AnswerReading second = new AnswerReading(other);
        if (first.reading.isWordless() || second.reading.isWordless()) {
            return new Comparison(Veto.WORDLESS);
        }
        Comparison compared = new Comparison(first.reading, second.reading, cosine);
        compared.answers(first, second);
        return compared;
    }

    private void answers(AnswerReading one, AnswerReading other) {
        Reading first = one.reading;
        Reading second = other.reading;
        int fewer = Math.min(first.content.size(), second.content.size());
        int shared =
                first.content.size() - without(first.content, second.content).size();
        set(Sign.CONTAINED, fewer == 0 ? 1 : (double) shared / fewer);
        double contained = value(Sign.CONTAINED);
        set(Sign.ADDED, value(Sign.ADDED) * value(Sign.LENGTH));
        set(Sign.NEGATION, value(Sign.NEGATION) * value(Sign.OVERLAP));
        set(Sign.OPPOSITES, value(Sign.OPPOSITES) * contained);
        set(Sign.RIVALS, value(Sign.RIVALS) * contained);
        Set<String> numbers = Set.copyOf(first.numbers);
        Set<String> others = Set.copyOf(second.numbers);
        set(Sign.NUMBERS, !numbers.equals(others));
        set(Sign.FIGURES, clash(numbers, others));
        set(Sign.UNITS, measuresOtherwise(first, second));
        set(Sign.DATES, clash(Set.copyOf(first.dates), Set.copyOf(second.dates)));
        set(Sign.STRANGERS, clash(without(first.names, second.words), without(second.names, first.words)));
        set(Sign.CODES, clash(without(first.identifiers, second.words), without(second.identifiers, first.words)));
        set(Sign.DENIED, denies(one, other) || denies(other, one));
        set(Sign.VERDICT, verdict(one, other));
        set(Sign.UNSURE, one.unsure != other.unsure);
        set(Sign.CAVEAT, one.limited != other.limited);
        set(Sign.CONCLUSION, Math.min(covered(one, other), covered(other, one)));
        set(Sign.OUTCOME, outcome(one, other));
        Places places = new Places(first, second);
        set(Sign.INSTEAD, places.hasInstead());
        set(Sign.EXCHANGED, places.hasExchanged());
        set(Sign.LEAD, !first.firstName(second).equals(second.firstName(first)));
    }

    /** Whether a number that both say has another unit. */
    private static boolean measuresOtherwise(Reading one, Reading other) {
        Map<String, Set<String>> units = one.measures();
        Map<String, Set<String>> others = other.measures();
        return units.entrySet().stream().anyMatch(measured -> {
            Set<String> same = others.get(measured.getKey());
            return same != null && Collections.disjoint(measured.getValue(), same);
        });
    }

    /** Whether each has something that the other has not. */
    private static boolean clash(Set<String> ones, Set<String> others) {
        return !without(ones, others).isEmpty() && !without(others, ones).isEmpty();
    }

    private static boolean denies(AnswerReading one, AnswerReading other) {
        return one.denied.stream().anyMatch(said -> other.affirmed.contains(said) && !other.denied.contains(said));
    }

    private static double verdict(AnswerReading one, AnswerReading other) {
        if (one.verdict * other.verdict < 0) {
            return 1;
        }
        boolean unanswered = (one.refuses && other.denied.isEmpty() && other.verdict == 0)
                || (other.refuses && one.denied.isEmpty() && one.verdict == 0);
        return unanswered ? 0.5 : 0;
    }

    private static double outcome(AnswerReading one, AnswerReading other) {
        if (!one.concludes || !other.concludes) {
            return 0;
        }
        int fewer = Math.min(one.concluded.size(), other.concluded.size());
        int shared =
                one.concluded.size() - without(one.concluded, other.concluded).size();
        return 1 - (double) shared / fewer;
    }

    private static double covered(AnswerReading one, AnswerReading other) {
        if (one.concluded.isEmpty()) {
            return 1;
        }
        long said = one.concluded.stream().filter(other::says).count();
        return (double) said / one.concluded.size();
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

    private void setCosine(double cosine) {
        double alike = Double.isNaN(cosine) ? 0 : Math.clamp(cosine, -1, 1);
        set(Sign.COSINE, alike);
        set(Sign.CLOSE, Math.max(0, alike - CLOSE_FROM) / (1 - CLOSE_FROM));
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
