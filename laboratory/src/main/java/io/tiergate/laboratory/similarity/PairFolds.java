package io.tiergate.laboratory.similarity;

import io.tiergate.laboratory.train.Folds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Splits pairs into folds so that a text is in one fold only: pairs that share one, at any remove, stay together. */
final class PairFolds {
    private PairFolds() {}

    static Folds split(List<TextPair> pairs, int folds, long seed) {
        int[] leader = leaders(pairs);
        Map<Integer, List<Integer>> groups = new TreeMap<>();
        for (int i = 0; i < leader.length; i++) {
            groups.computeIfAbsent(leader(leader, i), _ -> new ArrayList<>()).add(i);
        }
        List<List<Integer>> shuffled = new ArrayList<>(groups.values());
        Collections.shuffle(shuffled, new Random(seed));
        int[] size = new int[folds];
        Integer[] of = new Integer[pairs.size()];
        for (List<Integer> group : shuffled) {
            int smallest = 0;
            for (int fold = 1; fold < folds; fold++) {
                smallest = size[fold] < size[smallest] ? fold : smallest;
            }
            for (int index : group) {
                of[index] = smallest;
            }
            size[smallest] += group.size();
        }
        return new Folds(List.of(of), folds);
    }

    private static int[] leaders(List<TextPair> pairs) {
        int[] leader = new int[pairs.size()];
        Map<String, Integer> first = new HashMap<>();
        for (int i = 0; i < leader.length; i++) {
            leader[i] = i;
            for (String text : List.of(pairs.get(i).a(), pairs.get(i).b())) {
                Integer other = first.putIfAbsent(text, i);
                if (other != null) {
                    leader[leader(leader, i)] = leader(leader, other);
                }
            }
        }
        return leader;
    }

    private static int leader(int[] leader, int index) {
        int at = index;
        while (leader[at] != at) {
            leader[at] = leader[leader[at]];
            at = leader[at];
        }
        return at;
    }
}
