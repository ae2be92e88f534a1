package io.tiergate.laboratory.train;

import io.tiergate.laboratory.recorded.Case;
import io.tiergate.policy.catalog.Model;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What each way to begin gives in the end, by worth of a right answer: measured case by case on foresight that was not learned from the
 * case.
 */
final class StartTable {
    /** A task's own measurements weigh as much as those of all tasks once there are this many cases. */
    private static final double CASES = 400;

    private final List<Case> cases;
    private final List<Model> models;
    private final String reference;
    private final List<Double> worths;
    private final List<Measured> measured;
    private final Folds folds;
    private final Scores scores;

    /**
     * Measures.
     *
     * @param scores what a model's answer to a case counts as
     */
    StartTable(
            List<Case> cases,
            Scores scores,
            List<Model> models,
            String reference,
            List<Double> worths,
            List<Foresight> foreseen,
            Folds folds) {
        this.cases = cases;
        this.scores = scores;
        this.folds = folds;
        this.models = models;
        this.reference = reference;
        this.worths = worths;
        List<Measured> all = new ArrayList<>();
        Map<Integer, Foresight> bySeen = new HashMap<>();
        foreseen.forEach(foresight -> bySeen.put(bits(foresight.seen()), foresight));
        foreseen.forEach(foresight -> all.add(measure(foresight, bySeen)));
        models.stream()
                .filter(model -> foreseen.stream().noneMatch(one -> one.seen().equals(List.of(model.id()))))
                .forEach(model -> all.add(alone(model)));
        this.measured = List.copyOf(all);
    }

    /** What answers count as: their scores in the set, or moved to what traffic says. */
    @FunctionalInterface
    interface Scores {
        double of(Case one, String model);
    }

    /** What came of one way to begin, by worth and case: which model serves, and which were asked, a bit each. */
    private static final class Measured {
        private final List<String> ask;
        private final int[][] served;
        private final int[][] asked;

        Measured(List<String> ask, int worths, int cases) {
            this.ask = ask;
            this.served = new int[worths][cases];
            this.asked = new int[worths][cases];
        }

        void set(int worth, int index, int model, int known) {
            served[worth][index] = model;
            asked[worth][index] = known;
        }

        boolean asks(int worth, int index, int model) {
            return (asked[worth][index] >> model & 1) != 0;
        }
    }

    private Measured measure(Foresight start, Map<Integer, Foresight> bySeen) {
        Measured one = new Measured(start.seen(), worths.size(), cases.size());
        for (int w = 0; w < worths.size(); w++) {
            for (int i = 0; i < cases.size(); i++) {
                int known = bits(start.seen());
                Foresight foresight = start;
                int choice = foresight.choose(i, models, worths.get(w));
                while ((known >> choice & 1) == 0) {
                    known |= 1 << choice;
                    Foresight further = bySeen.get(known);
                    if (further == null) {
                        break; // nothing was learned of these answers together: the last one serves
                    }
                    foresight = further;
                    choice = foresight.choose(i, models, worths.get(w));
                }
                one.set(w, i, choice, known);
            }
        }
        return one;
    }

    private int bits(List<String> ids) {
        int bits = 0;
        for (int m = 0; m < models.size(); m++) {
            bits |= ids.contains(models.get(m).id()) ? 1 << m : 0;
        }
        return bits;
    }

    private Measured alone(Model model) {
        Measured one = new Measured(List.of(model.id()), worths.size(), cases.size());
        for (int w = 0; w < worths.size(); w++) {
            for (int i = 0; i < cases.size(); i++) {
                one.set(w, i, models.indexOf(model), bits(List.of(model.id())));
            }
        }
        return one;
    }

    /**
     * The starts of one task, and what the best of them reaches.
     *
     * @param starts each way to begin
     * @param reached by worth, share of the reference's right answers, never falling
     */
    record Rows(List<Row> starts, List<Double> reached) {}

    /**
     * One way to begin.
     *
     * @param ask catalog ids
     * @param right by worth
     * @param more by model: what it is asked afterwards
     */
    record Row(List<String> ask, List<Double> right, List<More> more) {}

    /**
     * What a model that is asked afterwards adds.
     *
     * @param share by worth: how often it is asked
     * @param tokens by worth: its output tokens, over all cases
     */
    record More(List<Double> share, List<Double> tokens) {}

    Rows of(List<Integer> indices) {
        List<Integer> all = IntStream.range(0, cases.size()).boxed().toList();
        double weight = indices.size() / (indices.size() + CASES);
        double shift = referenceRight(indices) - referenceRight(all);
        List<Row> rows = new ArrayList<>();
        for (Measured one : measured) {
            rows.add(mixed(row(one, indices), row(one, all), weight, shift));
        }
        return new Rows(rows, reached(List.of(indices)));
    }

    /** What all tasks together reach, each with its own best start. */
    List<Double> overall(Collection<List<Integer>> groups) {
        return reached(groups);
    }

    private List<Double> reached(Collection<List<Integer>> groups) {
        List<Double> reached = new ArrayList<>();
        double highest = 0;
        for (int w = 0; w < worths.size(); w++) {
            double right = 0;
            double referenceRight = 0;
            for (List<Integer> group : groups) {
                right += bestRight(group, w);
                referenceRight += referenceRight(group) * group.size();
            }
            highest = Math.max(highest, referenceRight <= 0 ? 0 : right / referenceRight);
            reached.add(highest);
        }
        return reached;
    }

    /** Right answers in a group where each fold begins with what is worth most on the others: a choice is not praised on what it was made by. */
    private double bestRight(List<Integer> group, int worth) {
        double right = 0;
        for (int fold = 0; fold < folds.count(); fold++) {
            int held = fold;
            List<Integer> inside = group.stream()
                    .filter(index -> folds.of().get(index) == held)
                    .toList();
            List<Integer> outside = group.stream()
                    .filter(index -> folds.of().get(index) != held)
                    .toList();
            right += measured.stream()
                    .max(Comparator.comparingDouble(one -> value(one, outside, worth)))
                    .map(best -> right(best, inside, worth))
                    .orElse(0.0);
        }
        return right;
    }

    private double value(Measured one, List<Integer> indices, int worth) {
        long micros = 0;
        for (int index : indices) {
            for (int m = 0; m < models.size(); m++) {
                micros += one.asks(worth, index, m)
                        ? cases.get(index).answer(models.get(m).id()).micros()
                        : 0;
            }
        }
        return right(one, indices, worth) * worths.get(worth) - micros / 1e6;
    }

    private double right(Measured one, List<Integer> indices, int worth) {
        return indices.stream()
                .mapToDouble(index -> scores.of(
                        cases.get(index), models.get(one.served[worth][index]).id()))
                .sum();
    }

    private double referenceRight(List<Integer> indices) {
        return indices.stream()
                .mapToDouble(index -> scores.of(cases.get(index), reference))
                .average()
                .orElse(0);
    }

    private Row row(Measured one, List<Integer> indices) {
        List<Double> right = new ArrayList<>();
        for (int w = 0; w < worths.size(); w++) {
            right.add(right(one, indices, w) / indices.size());
        }
        List<More> more = new ArrayList<>();
        for (int m = 0; m < models.size(); m++) {
            more.add(more(one, indices, m));
        }
        return new Row(one.ask, right, more);
    }

    private More more(Measured one, List<Integer> indices, int model) {
        String id = models.get(model).id();
        List<Double> share = new ArrayList<>();
        List<Double> tokens = new ArrayList<>();
        for (int w = 0; w < worths.size(); w++) {
            int asked = 0;
            long output = 0;
            for (int index : indices) {
                if (!one.ask.contains(id) && one.asks(w, index, model)) {
                    asked++;
                    output += cases.get(index).answer(id).usage().totalOutput();
                }
            }
            share.add((double) asked / indices.size());
            tokens.add((double) output / indices.size());
        }
        return new More(share, tokens);
    }

    /** The task's own row drawn toward that of all tasks, which is shifted to the task's level so that only the differences between starts count. */
    private static Row mixed(Row own, Row all, double weight, double shift) {
        List<Double> right = mixed(own.right(), all.right(), weight).stream()
                .map(value -> Math.clamp(value + (1 - weight) * shift, 0, 1))
                .toList();
        List<More> more = new ArrayList<>();
        for (int m = 0; m < own.more().size(); m++) {
            More mine = own.more().get(m);
            More common = all.more().get(m);
            more.add(new More(
                    mixed(mine.share(), common.share(), weight), mixed(mine.tokens(), common.tokens(), weight)));
        }
        return new Row(own.ask(), right, more);
    }

    private static List<Double> mixed(List<Double> own, List<Double> all, double weight) {
        List<Double> mixed = new ArrayList<>();
        for (int i = 0; i < own.size(); i++) {
            mixed.add(weight * own.get(i) + (1 - weight) * all.get(i));
        }
        return mixed;
    }
}
