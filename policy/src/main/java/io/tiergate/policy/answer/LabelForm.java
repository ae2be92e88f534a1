package io.tiergate.policy.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Canonical form of one of a closed set: the label as the policy writes it. Case, markup and punctuation do not matter. In a
 * text a label is found only if no other one is there and nothing negates it: in the sentence that announces the answer last, and only
 * where that names none, in the whole.
 */
final class LabelForm {
    /** Longer is no label, nor a text around one. */
    private static final int MAX_CHARS = 2000;

    private static final int NEGATION_REACH = 3;
    private static final Set<String> NEGATIONS = Set.of(
            "not", "no", "never", "neither", "nor", "isn't", "cannot", "can't", "without", "except", "nicht", "kein",
            "keine", "pas", "aucun", "ni", "ninguno");
    private static final Set<String> ANNOUNCES = Set.of(
            "is", "answer", "option", "choice", "label", "category", "ist", "antwort", "est", "es", "choose", "pick");

    private static final Set<String> JOINS = Set.of("or", "and", "nor", "oder", "und", "ou", "et", "o", "y");

    private LabelForm() {}

    static Optional<String> of(List<String> labels, String answer) {
        String trimmed = Blanks.trim(answer);
        if (labels.contains(trimmed)) {
            return Optional.of(trimmed);
        }
        int start = Announcement.end(trimmed);
        String announced = start < 0 ? "" : Blanks.trim(Announcement.sentence(trimmed, start));
        Optional<String> label = brief(labels, announced);
        boolean undecided =
                label.isEmpty() && places(labels, announced, words(announced)).isEmpty();
        return undecided ? brief(labels, trimmed) : label;
    }

    private static Optional<String> brief(List<String> labels, String text) {
        if (text.length() > MAX_CHARS) {
            return Optional.empty();
        }
        List<Word> words = words(text);
        Optional<String> whole = labels.stream()
                .filter(label -> !words.isEmpty() && sameWords(words(label), words))
                .findFirst();
        return whole.isPresent() ? whole : inSentence(labels, text, words);
    }

    private static Optional<String> inSentence(List<String> labels, String text, List<Word> words) {
        List<Place> places = places(labels, text, words);
        boolean one = places.stream().map(Place::label).distinct().count() == 1;
        boolean negated = places.stream().anyMatch(place -> negated(words, place.from()));
        return one && !negated ? Optional.of(places.getFirst().label()) : Optional.empty();
    }

    private static List<Place> places(List<String> labels, String text, List<Word> words) {
        List<Place> places = new ArrayList<>();
        for (String label : labels) {
            List<Word> wanted = words(label);
            for (int i = 0; !wanted.isEmpty() && i + wanted.size() <= words.size(); i++) {
                if (sameWords(wanted, words.subList(i, i + wanted.size())) && stands(label, text, words, i)) {
                    places.add(new Place(label, i, i + wanted.size()));
                }
            }
        }
        places.removeIf(place -> places.stream().anyMatch(other -> other.covers(place)));
        return places;
    }

    /**
     * Whether a label of one letter stands here as one: spelled as it is, and no article or pronoun. {@code A} is one where it
     * opens a sentence, {@code I} anywhere, unless marked, announced, joined to another or last.
     */
    private static boolean stands(String label, String text, List<Word> words, int index) {
        if (label.length() != 1 || !Character.isLetter(label.charAt(0))) {
            return true;
        }
        Word word = words.get(index);
        if (!text.substring(word.from(), word.to()).equals(label)) {
            return false;
        }
        boolean maybeWord =
                label.equals("I") || label.equals("a") || (label.equals("A") && opensSentence(text, word.from()));
        boolean announced = index > 0 && ANNOUNCES.contains(words.get(index - 1).folded());
        boolean joined =
                index + 1 < words.size() && JOINS.contains(words.get(index + 1).folded());
        boolean marked = word.to() < text.length() && ".):*]".indexOf(text.charAt(word.to())) >= 0;
        return !maybeWord || marked || announced || joined || index == words.size() - 1;
    }

    private static boolean opensSentence(String text, int from) {
        int before = from - 1;
        while (before >= 0 && Blanks.is(text.charAt(before))) {
            before--;
        }
        return before < 0 || ".!?:".indexOf(text.charAt(before)) >= 0;
    }

    private static boolean negated(List<Word> words, int index) {
        for (int i = Math.max(0, index - NEGATION_REACH); i < index; i++) {
            String word = words.get(i).folded();
            if (NEGATIONS.contains(word) || word.endsWith("n't")) {
                return true;
            }
        }
        return false;
    }

    private static boolean sameWords(List<Word> left, List<Word> right) {
        if (left.size() != right.size()) {
            return false;
        }
        for (int i = 0; i < left.size(); i++) {
            if (!left.get(i).folded().equals(right.get(i).folded())) {
                return false;
            }
        }
        return true;
    }

    private static List<Word> words(String text) {
        List<Word> words = new ArrayList<>();
        int from = -1;
        for (int i = 0; i <= text.length(); i++) {
            boolean inside = i < text.length() && isWordPart(text, i);
            if (inside && from < 0) {
                from = i;
            } else if (!inside && from >= 0) {
                words.add(new Word(fold(text.substring(from, i)), from, i));
                from = -1;
            }
        }
        return words;
    }

    private static boolean isWordPart(String text, int i) {
        char c = text.charAt(i);
        boolean apostrophe = (c == '\'' || c == '’')
                && i > 0
                && i + 1 < text.length()
                && Character.isLetter(text.charAt(i - 1))
                && Character.isLetter(text.charAt(i + 1));
        return apostrophe || Character.isLetterOrDigit(c) || Character.isSurrogate(c);
    }

    private static String fold(String word) {
        return word.replace('’', '\'').toLowerCase(Locale.ROOT);
    }

    private record Word(String folded, int from, int to) {}

    private record Place(String label, int from, int to) {
        /** Whether {@code other} is a shorter label inside this one. */
        boolean covers(Place other) {
            return from <= other.from && to >= other.to && to - from > other.to - other.from;
        }
    }
}
