package io.tiergate.laboratory.train;

import io.tiergate.laboratory.recorded.Case;
import io.tiergate.policy.catalog.Model;
import java.util.ArrayList;
import java.util.Arrays;
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

    StartTable(
            List<Case> cases,
            List<Model> models,
            String reference,
            List<Double> worths,
            List<Foresight> foreseen,
            Folds folds) {
        this.cases = cases;
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

    /**
     * What came of one way to begin, by worth and case.
     *
     * @param ask who is asked first
     * @param served index of the model that serves
     * @param asked who was asked in all, a bit per model
     */
    private record Measured(List<String> ask, int[][] served, int[][] asked) {
        boolean asks(int worth, int index, int model) {
            return (asked[worth][index] >> model & 1) != 0;
        }
    }

    private Measured measure(Foresight start, Map<Integer, Foresight> bySeen) {
        int[][] served = new int[worths.size()][cases.size()];
        int[][] asked = new int[worths.size()][cases.size()];
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
                served[w][i] = choice;
                asked[w][i] = known;
            }
        }
        return new Measured(start.seen(), served, asked);
    }

    private int bits(List<String> ids) {
        int bits = 0;
        for (int m = 0; m < models.size(); m++) {
            bits |= ids.contains(models.get(m).id()) ? 1 << m : 0;
        }
        return bits;
    }

    private Measured alone(Model model) {
        int[][] served = new int[worths.size()][cases.size()];
        int[][] asked = new int[worths.size()][cases.size()];
        for (int w = 0; w < worths.size(); w++) {
            Arrays.fill(served[w], models.indexOf(model));
            Arrays.fill(asked[w], bits(List.of(model.id())));
        }
        return new Measured(List.of(model.id()), served, asked);
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
     * @param share by model and worth: how often it is asked afterwards
     * @param tokens by model and worth: its output tokens, over all cases
     */
    record Row(List<String> ask, double[] right, double[][] share, double[][] tokens) {}

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
            highest = Math.max(highest, referenceRight == 0 ? 0 : right / referenceRight);
            reached.add(highest);
        }
        return reached;
    }

    /** Right answers in a group where each fold begins with what is worth most on the others: a choice is not praised on what it was made by. */
    private double bestRight(List<Integer> group, int worth) {
        double right = 0;
        for (int fold = 0; fold < folds.count(); fold++) {
            int held = fold;
            List<Integer> inside =
                    group.stream().filter(index -> folds.of().get(index) == held).toList();
            List<Integer> outside =
                    group.stream().filter(index -> folds.of().get(index) != held).toList();
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
                .mapToDouble(index -> cases.get(index)
                        .answer(models.get(one.served()[worth][index]).id())
                        .score())
                .sum();
    }

    private double referenceRight(List<Integer> indices) {
        return indices.stream()
                .mapToDouble(index -> cases.get(index).answer(reference).score())
                .average()
                .orElse(0);
    }

    private Row row(Measured one, List<Integer> indices) {
        double[] right = new double[worths.size()];
        double[][] share = new double[models.size()][worths.size()];
        double[][] tokens = new double[models.size()][worths.size()];
        for (int w = 0; w < worths.size(); w++) {
            for (int index : indices) {
                Case given = cases.get(index);
                right[w] += given.answer(models.get(one.served()[w][index]).id()).score() / indices.size();
                for (int m = 0; m < models.size(); m++) {
                    String model = models.get(m).id();
                    if (one.asks(w, index, m) && !one.ask().contains(model)) {
                        share[m][w] += 1.0 / indices.size();
                        tokens[m][w] += (double) given.answer(model).usage().totalOutput() / indices.size();
                    }
                }
            }
        }
        return new Row(one.ask(), right, share, tokens);
    }

    /** The task's own row drawn toward that of all tasks, which is shifted to the task's level so that only the differences between starts count. */
    private static Row mixed(Row own, Row all, double weight, double shift) {
        double[] right = own.right().clone();
        for (int w = 0; w < right.length; w++) {
            right[w] = Math.clamp(weight * right[w] + (1 - weight) * (all.right()[w] + shift), 0, 1);
        }
        return new Row(own.ask(), right, mixed(own.share(), all.share(), weight), mixed(own.tokens(), all.tokens(), weight));
    }

    private static double[][] mixed(double[][] own, double[][] all, double weight) {
        double[][] mixed = new double[own.length][];
        for (int m = 0; m < own.length; m++) {
            mixed[m] = own[m].clone();
            for (int w = 0; w < mixed[m].length; w++) {
                mixed[m][w] = weight * own[m][w] + (1 - weight) * all[m][w];
            }
        }
        return mixed;
    }
}
