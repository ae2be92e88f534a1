package io.tiergate.laboratory.train;

import io.tiergate.laboratory.recorded.Case;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.estimate.Confidence;
import io.tiergate.policy.estimate.LinearModel;
import io.tiergate.policy.estimate.LinearModel.Weights;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Learns what a model's own word says of its answers, its log-probabilities or the grades that it gives itself: for each model a line that all tasks share, and what each task adds, which is held near zero
 * while the task has few labels. The penalty's part in it is undone by Platt's line through what was foreseen of cases that were not learned from.
 */
public final class ConfidenceTrainer {
    /** Graded answers with a word of the model: of fewer of a model nothing is learned. */
    public static final int LEAST = 30;
    /** Of a task with fewer nothing is added to what all tasks share. */
    public static final int LEAST_OF_TASK = 10;

    private static final String SHARED = "";

    private final Signal signal;
    private final Grouping grouping;
    private final int folds;
    private final long seed;

    /**
     * A trainer.
     *
     * @param folds that corrections are fitted in, and answers held out in
     * @param seed of the split into folds
     */
    public ConfidenceTrainer(Signal signal, Grouping grouping, int folds, long seed) {
        this.signal = signal;
        this.grouping = grouping;
        this.folds = folds;
        this.seed = seed;
    }

    /** What a model says of its answers. */
    public enum Signal {
        /** The log-probabilities of their tokens. */
        LOGPROBS("log-probabilities"),
        /** Grades, when it is asked. */
        SELF_REPORTS("self-reports");

        private final String label;

        Signal(String label) {
            this.label = label;
        }

        /** As millionths of a log-probability; null: it says nothing. */
        @Nullable
        Integer of(Case.Given given) {
            if (this == LOGPROBS) {
                return given.traits().logprob();
            }
            Integer grade = given.selfReport();
            return grade == null ? null : (Integer) Confidence.ofGrade(grade);
        }
    }

    /** What came of a model's answers. */
    public sealed interface Outcome {
        /**
         * Learned.
         *
         * @param labels graded answers with a word of the model
         * @param few tasks with too few of them for a line of their own
         */
        record Learned(Confidence confidence, int labels, Set<String> few) implements Outcome {}

        /** Nothing was. */
        record Nothing(int labels, String why) implements Outcome {}
    }

    /**
     * Probabilities of answers that were not learned from.
     *
     * @param cases those with a word of the model
     * @param right one for each case
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record HeldOut(List<Case> cases, double[] right) {}

    /** Learns of one model. */
    public Outcome learn(Model model, List<Case> cases) {
        List<Case> known = known(model.id(), cases);
        long right =
                known.stream().filter(one -> one.answer(model.id()).right()).count();
        if (signal == Signal.LOGPROBS && known.isEmpty() && !model.givesLogprobs()) {
            return new Outcome.Nothing(0, "by the catalog it gives no log-probabilities");
        }
        if (known.size() < LEAST) {
            return new Outcome.Nothing(known.size(), "fewer than " + LEAST + " graded answers with " + signal.label);
        }
        if (right == 0 || right == known.size()) {
            return new Outcome.Nothing(known.size(), "all of its answers are " + (right == 0 ? "wrong" : "right"));
        }
        return new Outcome.Learned(new Confidence(corrected(model.id(), known)), known.size(), few(known));
    }

    /** What is learned of every model, by its id; those of which nothing is are not there. */
    Map<String, LinearModel> learned(List<Model> models, List<Case> cases) {
        Map<String, LinearModel> learned = new TreeMap<>();
        for (Model model : models) {
            if (learn(model, cases) instanceof Outcome.Learned(var confidence, var labels, var few)) {
                learned.put(model.id(), confidence.line());
            }
        }
        return learned;
    }

    /** What would have been said of each answer, had it not been learned from: fold by fold, correction and all. */
    public HeldOut heldOut(Model model, List<Case> cases) {
        List<Case> known = known(model.id(), cases);
        Folds split = Folds.split(known.size(), folds, seed);
        double[] right = new double[known.size()];
        for (int fold = 0; fold < folds; fold++) {
            foresee(
                    split,
                    fold,
                    known,
                    new Confidence(corrected(model.id(), split.items(known, fold, false))),
                    model.id(),
                    right);
        }
        return new HeldOut(known, right);
    }

    private List<Case> known(String model, List<Case> cases) {
        return cases.stream()
                .filter(one -> one.answers().containsKey(model) && signal.of(one.answer(model)) != null)
                .toList();
    }

    private LinearModel corrected(String model, List<Case> cases) {
        Folds split = Folds.split(cases.size(), folds, seed + 1);
        double[] foreseen = new double[cases.size()];
        boolean[] right = new boolean[cases.size()];
        for (int fold = 0; fold < folds; fold++) {
            foresee(
                    split,
                    fold,
                    cases,
                    new Confidence(fitted(model, split.items(cases, fold, false))),
                    model,
                    foreseen);
        }
        for (int i = 0; i < right.length; i++) {
            foreseen[i] = Platt.logOdds(Math.clamp(foreseen[i], 1e-9, 1 - 1e-9));
            right[i] = cases.get(i).answer(model).right();
        }
        return Platt.fit(foreseen, right).corrected(fitted(model, cases));
    }

    private void foresee(Folds split, int fold, List<Case> cases, Confidence learned, String model, double[] right) {
        for (int index : split.indices(fold, true)) {
            Case one = cases.get(index);
            right[index] = learned.right(grouping.of(one), said(one, model));
        }
    }

    /** What tasks with few labels add is forgotten again: together they are one more task. */
    private LinearModel fitted(String model, List<Case> cases) {
        Set<String> few = few(cases);
        List<double[]> rows = new ArrayList<>();
        List<String> tasks = new ArrayList<>();
        boolean[] right = new boolean[cases.size()];
        for (int i = 0; i < right.length; i++) {
            Case one = cases.get(i);
            String task = grouping.of(one);
            rows.add(Confidence.features(said(one, model)));
            tasks.add(few.contains(task) ? SHARED : task);
            right[i] = one.answer(model).right();
        }
        LinearModel fitted = Regression.line(rows, tasks).logistic(right);
        Map<String, Weights> own = new HashMap<>(fitted.tasks());
        own.remove(SHARED);
        return new LinearModel(fitted.shared(), own);
    }

    private Set<String> few(List<Case> cases) {
        return cases.stream().collect(Collectors.groupingBy(grouping::of, Collectors.counting())).entrySet().stream()
                .filter(task -> task.getValue() < LEAST_OF_TASK)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private int said(Case one, String model) {
        return Objects.requireNonNull(signal.of(one.answer(model)));
    }
}
