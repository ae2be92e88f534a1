package io.tiergate.policy.similarity;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads lists of words that are written with blanks between them. */
final class WordLists {
    private WordLists() {}

    static Set<String> set(String text) {
        return Set.copyOf(new HashSet<>(split(text)));
    }

    /** The words' stems. */
    static Set<String> stems(String text) {
        Set<String> stems = new HashSet<>();
        split(text).forEach(word -> stems.add(Stem.of(word)));
        return Set.copyOf(stems);
    }

    /** Of lines of a word and its opposites: by stem, the opposites' stems. */
    static Map<String, Set<String>> opposites(String text) {
        Map<String, Set<String>> opposites = new HashMap<>();
        for (List<String> line : lines(text)) {
            String one = Stem.of(line.getFirst());
            for (String word : line.subList(1, line.size())) {
                String other = Stem.of(word);
                opposites.computeIfAbsent(one, _ -> new HashSet<>()).add(other);
                opposites.computeIfAbsent(other, _ -> new HashSet<>()).add(one);
            }
        }
        return opposites;
    }

    /** The number of its line, from 1, by stem. */
    static Map<String, Integer> classes(String text) {
        Map<String, Integer> classes = new HashMap<>();
        List<List<String>> lines = lines(text);
        for (int i = 0; i < lines.size(); i++) {
            for (String word : lines.get(i)) {
                classes.putIfAbsent(Stem.of(word), i + 1);
            }
        }
        return Map.copyOf(classes);
    }

    /** By word, the first word of its line. */
    static Map<String, String> names(String text) {
        Map<String, String> names = new HashMap<>();
        for (List<String> line : lines(text)) {
            line.forEach(word -> names.put(word, line.getFirst()));
        }
        return Map.copyOf(names);
    }

    /** Of words with an equals sign and something after it. */
    static Map<String, String> entries(String text) {
        Map<String, String> entries = new HashMap<>();
        for (String entry : split(text)) {
            int equals = entry.indexOf('=');
            entries.put(entry.substring(0, equals), entry.substring(equals + 1));
        }
        return Map.copyOf(entries);
    }

    /** The same, with whole numbers. */
    static Map<String, Integer> numbers(String text) {
        Map<String, Integer> numbers = new HashMap<>();
        entries(text).forEach((word, number) -> numbers.put(word, Integer.valueOf(number)));
        return Map.copyOf(numbers);
    }

    /** Of lines of a name, a colon and words: by word, the names, sorted. */
    static Map<String, List<String>> sections(String text) {
        Map<String, List<String>> sections = new HashMap<>();
        for (String line : text.lines().sorted().toList()) {
            int colon = line.indexOf(':');
            for (String word : split(line.substring(colon + 1))) {
                sections.computeIfAbsent(word, _ -> new ArrayList<>()).add(line.substring(0, colon));
            }
        }
        return Map.copyOf(sections);
    }

    private static List<List<String>> lines(String text) {
        return text.lines().map(WordLists::split).toList();
    }

    private static List<String> split(String text) {
        return List.of(text.strip().split("\\s+"));
    }
}
