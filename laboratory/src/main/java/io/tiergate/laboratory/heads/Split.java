package io.tiergate.laboratory.heads;

import io.tiergate.laboratory.heads.Prompt.Part;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which prompts are learned from, on which is chosen, which judge: indices. What a set says of its parts is kept; what it does not say is
 * dealt out, groups whole and every label as evenly as it goes, the same for the same seed. A label never lies in the test part alone.
 *
 * @param learn what the head is learned from in the end
 * @param turns what is chosen on: learned from {@code fit}, seen on {@code held}
 * @param test what judges
 */
record Split(List<Integer> learn, List<Turn> turns, List<Integer> test) {
    private static final int FOLDS = 5;
    /** Beyond, a fifth held out once says enough. */
    private static final int MANY = 2_000;

    /** One part held out, and what is learned from meanwhile. */
    record Turn(List<Integer> fit, List<Integer> held) {}

    static Split of(List<Prompt> prompts, long seed) {
        List<Integer> learn = in(prompts, Part.LEARN);
        learn.addAll(in(prompts, Part.ANY));
        List<Integer> held = in(prompts, Part.HELD_OUT);
        List<Integer> test = in(prompts, Part.TEST);
        if (test.isEmpty()) {
            test = deal(prompts, learn, seed).getFirst();
            giveBack(prompts, learn, test);
            learn.removeAll(new HashSet<>(test));
        }
        return new Split(learn, held.isEmpty() ? turns(prompts, learn, seed) : List.of(new Turn(learn, held)), test);
    }

    private static List<Integer> in(List<Prompt> prompts, Part part) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            if (prompts.get(i).part() == part && !prompts.get(i).unseen()) {
                found.add(i);
            }
        }
        return found;
    }

    private static List<Turn> turns(List<Prompt> prompts, List<Integer> learn, long seed) {
        List<Turn> turns = new ArrayList<>();
        for (List<Integer> held : deal(prompts, learn, seed + 1)) {
            List<Integer> fit = new ArrayList<>(learn);
            fit.removeAll(new HashSet<>(held));
            turns.add(new Turn(fit, held));
        }
        return learn.size() > MANY ? turns.subList(0, 1) : turns;
    }

    private static List<List<Integer>> deal(List<Prompt> prompts, List<Integer> indices, long seed) {
        Map<String, List<Integer>> groups = new TreeMap<>();
        Map<String, List<Integer>> alike = new TreeMap<>();
        for (int index : indices) {
            Prompt prompt = prompts.get(index);
            if (prompt.group().isEmpty()) {
                String labels = new TreeMap<>(prompt.labels()).toString();
                alike.computeIfAbsent(labels, _ -> new ArrayList<>()).add(index);
            } else {
                groups.computeIfAbsent(prompt.group(), _ -> new ArrayList<>()).add(index);
            }
        }
        List<List<Integer>> folds = new ArrayList<>();
        for (int i = 0; i < FOLDS; i++) {
            folds.add(new ArrayList<>());
        }
        Random random = new Random(seed);
        int next = 0;
        List<List<Integer>> passages = new ArrayList<>(groups.values());
        Collections.shuffle(passages, random);
        for (List<Integer> passage : passages) {
            folds.get(next++ % FOLDS).addAll(passage);
        }
        for (List<Integer> group : alike.values()) {
            Collections.shuffle(group, random);
            for (int index : group) {
                folds.get(next++ % FOLDS).add(index);
            }
        }
        return folds;
    }

    /** Takes from the test part what no other prompt could teach. */
    private static void giveBack(List<Prompt> prompts, List<Integer> all, List<Integer> test) {
        Map<String, Integer> taught = new HashMap<>();
        Set<Integer> judging = new HashSet<>(test);
        for (int index : all) {
            for (String label : keys(prompts.get(index))) {
                taught.merge(label, judging.contains(index) ? 0 : 1, Integer::sum);
            }
        }
        test.removeIf(index -> {
            boolean needed = keys(prompts.get(index)).stream().anyMatch(label -> taught.getOrDefault(label, 0) == 0);
            if (needed) {
                keys(prompts.get(index)).forEach(label -> taught.merge(label, 1, Integer::sum));
            }
            return needed;
        });
    }

    private static List<String> keys(Prompt prompt) {
        return prompt.labels().entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .toList();
    }
}
