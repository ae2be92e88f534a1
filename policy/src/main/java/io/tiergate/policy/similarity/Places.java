package io.tiergate.policy.similarity;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What matters in two answers by where it stands: between which others. Linear. Confined to one thread. */
final class Places {
    private final List<String> one;
    private final List<String> other;

    Places(Reading one, Reading other) {
        this.one = one.sequence;
        this.other = other.sequence;
    }

    /** Between two words; null: the text begins or ends there. */
    private record Place(@Nullable String before, @Nullable String after) {}

    /** Whether, between the same two words, each has something that the other has nowhere. */
    boolean hasInstead() {
        Set<Place> places = own(one, new HashSet<>(other));
        places.retainAll(own(other, new HashSet<>(one)));
        return !places.isEmpty();
    }

    /** Whether words of both have changed places: between the same two words another stands. */
    boolean hasExchanged() {
        Map<Place, Set<String>> places = between(other, new HashSet<>(one));
        return between(one, new HashSet<>(other)).entrySet().stream().anyMatch(place -> {
            Set<String> there = places.get(place.getKey());
            return there != null && Collections.disjoint(place.getValue(), there);
        });
    }

    /** Where words stand that the other text has nowhere. */
    private static Set<Place> own(List<String> words, Set<String> others) {
        Set<Place> places = new HashSet<>();
        String before = null;
        boolean own = false;
        for (String word : words) {
            if (others.contains(word)) {
                if (own) {
                    places.add(new Place(before, word));
                }
                before = word;
            }
            own = !others.contains(word);
        }
        if (own) {
            places.add(new Place(before, null));
        }
        return places;
    }

    /** By the words around it, what is said in both texts. */
    private static Map<Place, Set<String>> between(List<String> words, Set<String> others) {
        Map<Place, Set<String>> between = new HashMap<>();
        for (int i = 0; i < words.size(); i++) {
            if (others.contains(words.get(i))) {
                String before = i == 0 ? null : words.get(i - 1);
                String after = i + 1 == words.size() ? null : words.get(i + 1);
                between.computeIfAbsent(new Place(before, after), _ -> new HashSet<>())
                        .add(words.get(i));
            }
        }
        return between;
    }
}
