package io.tiergate.laboratory.recorded;

import io.tiergate.policy.similarity.TextEquality;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/** Holds recorded free-text answers to one prompt beside each other, as agents do: other texts may say the same by the policy's {@code text_equality}. */
public final class FreeTexts {
    private FreeTexts() {}

    /** The texts whose embeddings that needs, each once. */
    public static List<String> of(List<Case> cases) {
        Set<String> texts = new LinkedHashSet<>();
        cases.forEach(one -> alike(one, text -> {
            texts.add(text);
            return null;
        }));
        return List.copyOf(texts);
    }

    /** The same cases, with how likely their answers say the same. */
    public static List<Case> compared(List<Case> cases, TextEquality.Embedder embedder) {
        return cases.stream()
                .map(one -> new Case(one.id(), one.task(), one.features(), one.answers(), alike(one, embedder)))
                .toList();
    }

    private static Map<Case.Pair, Integer> alike(Case one, TextEquality.Embedder embedder) {
        Map<Case.Pair, Integer> alike = new HashMap<>();
        TextEquality equality = one.task().answer().equality();
        if (equality == null) {
            return alike;
        }
        Map<String, Case.Given> answers = new TreeMap<>(one.answers());
        answers.forEach((earlier, first) -> answers.forEach((later, second) -> {
            OptionalInt ppm =
                    earlier.compareTo(later) < 0 ? ppm(equality, first, second, embedder) : OptionalInt.empty();
            if (ppm.isPresent()) {
                // A comparison is the same in either order.
                alike.put(new Case.Pair(earlier, later), ppm.getAsInt());
                alike.put(new Case.Pair(later, earlier), ppm.getAsInt());
            }
        }));
        return alike;
    }

    private static OptionalInt ppm(
            TextEquality equality, Case.Given first, Case.Given second, TextEquality.Embedder embedder) {
        String one = first.freeText();
        String other = second.freeText();
        if (one == null || other == null || Objects.equals(first.canonical(), second.canonical())) {
            return OptionalInt.empty();
        }
        return equality.ppm(one, other, embedder);
    }
}
