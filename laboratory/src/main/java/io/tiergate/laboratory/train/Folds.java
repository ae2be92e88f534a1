package io.tiergate.laboratory.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A split of cases into folds, at random but the same for the same seed.
 *
 * @param of the fold of each case, from 0
 * @param count how many folds
 */
public record Folds(List<Integer> of, int count) {
    public Folds {
        of = List.copyOf(of);
    }

    /** Splits that many cases. */
    public static Folds split(int cases, int folds, long seed) {
        List<Integer> of = new ArrayList<>();
        for (int i = 0; i < cases; i++) {
            of.add(i % folds);
        }
        Collections.shuffle(of, new Random(seed));
        return new Folds(of, folds);
    }

    /** Indices of the cases of a fold, or of all others. */
    public List<Integer> indices(int fold, boolean inside) {
        List<Integer> indices = new ArrayList<>();
        for (int i = 0; i < of.size(); i++) {
            if (of.get(i) == fold == inside) {
                indices.add(i);
            }
        }
        return indices;
    }

    /** The items of a fold, or of all others. */
    public <T> List<T> items(List<T> items, int fold, boolean inside) {
        return indices(fold, inside).stream().map(items::get).toList();
    }
}
