package io.tiergate.laboratory.train;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import de.bwaldvogel.liblinear.Linear;
import de.bwaldvogel.liblinear.Model;
import de.bwaldvogel.liblinear.Parameter;
import de.bwaldvogel.liblinear.Problem;
import de.bwaldvogel.liblinear.SolverType;
import io.tiergate.policy.estimate.LinearModel;
import io.tiergate.policy.estimate.LinearModel.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Fits linear models over the same rows: weights that all tasks share, and what each task adds, both held near zero by a squared penalty,
 * so that a task with few rows leans on the others. Features are standardised for the fit and the weights given for them as they are.
 *
 * <p>Penalties are expressed by scaling: a feature divided by the root of its penalty, with liblinear's own penalty of one.
 */
public final class Regression {
    /** Of the first weight that all tasks share. */
    private static final double INTERCEPT = 1e-3;
    /** Weights that all tasks share, where nobody says otherwise. */
    private static final Penalty SHARED = new Penalty(INTERCEPT, 30);
    /** Of a model's own word: one feature, and few labels. Chosen on made-up answers, as no real set with log-probabilities was at hand. */
    private static final Penalty SHARED_LINE = new Penalty(INTERCEPT, 1);
    /** What a task adds. */
    private static final Penalty OF_TASK = new Penalty(1, 100);

    private static final double TOLERANCE = 1e-3;
    private static final int MAX_ITERATIONS = 200;

    private final double[] shared;
    private final double[] added;
    private final List<String> tasks;
    private final int[] taskOf;
    private final double[] mean;
    private final double[] deviation;
    private final Feature[][] design;

    /**
     * What holds weights near zero.
     *
     * @param intercept of the first weight
     * @param others of all others
     */
    private record Penalty(double intercept, double others) {
        /** Holds them at zero. */
        static final Penalty INFINITE = new Penalty(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

        /** Of each weight. */
        double[] of(int features) {
            double[] each = new double[features];
            Arrays.fill(each, others);
            each[0] = intercept;
            return each;
        }
    }

    static {
        Linear.disableDebugOutput();
    }

    /**
     * A design over rows whose first feature is 1.
     *
     * @param rows one per case, all of the same length
     * @param rowTasks the task of each row
     */
    Regression(List<double[]> rows, List<String> rowTasks) {
        this(rows, rowTasks, SHARED, OF_TASK);
    }

    /**
     * The same.
     *
     * @param penalties of the weights that tasks share, one per feature but the first
     */
    Regression(List<double[]> rows, List<String> rowTasks, double[] penalties) {
        this(rows, rowTasks, withIntercept(penalties), OF_TASK.of(rows.getFirst().length));
    }

    private static double[] withIntercept(double[] penalties) {
        double[] each = new double[penalties.length + 1];
        each[0] = INTERCEPT;
        System.arraycopy(penalties, 0, each, 1, penalties.length);
        return each;
    }

    /** A design over rows of two features, of which the first is 1: a line that all tasks share, and what each adds. */
    static Regression line(List<double[]> rows, List<String> rowTasks) {
        return new Regression(rows, rowTasks, SHARED_LINE, OF_TASK);
    }

    /**
     * A design without tasks, over rows whose first feature is 1.
     *
     * @param rows one per case, all of the same length
     * @param penalty of all weights but the first
     */
    public Regression(List<double[]> rows, double penalty) {
        this(rows, Collections.nCopies(rows.size(), ""), new Penalty(INTERCEPT, penalty), Penalty.INFINITE);
    }

    private Regression(List<double[]> rows, List<String> rowTasks, Penalty shared, Penalty added) {
        this(rows, rowTasks, shared.of(rows.getFirst().length), added.of(rows.getFirst().length));
    }

    private Regression(List<double[]> rows, List<String> rowTasks, double[] shared, double[] added) {
        this.shared = shared;
        this.added = added;
        this.tasks = rowTasks.stream().distinct().sorted().toList();
        this.taskOf = rowTasks.stream().mapToInt(tasks::indexOf).toArray();
        int features = rows.getFirst().length;
        this.mean = new double[features];
        this.deviation = new double[features];
        for (int j = 1; j < features; j++) {
            standardise(rows, j);
        }
        this.design = new Feature[rows.size()][];
        for (int i = 0; i < design.length; i++) {
            design[i] = sparse(rows.get(i), taskOf[i]);
        }
    }

    private void standardise(List<double[]> rows, int feature) {
        double sum = 0;
        for (double[] row : rows) {
            sum += row[feature];
        }
        mean[feature] = sum / rows.size();
        double squares = 0;
        for (double[] row : rows) {
            squares += (row[feature] - mean[feature]) * (row[feature] - mean[feature]);
        }
        deviation[feature] = Math.sqrt(squares / rows.size());
    }

    /** liblinear counts features from 1. */
    private Feature[] sparse(double[] row, int task) {
        List<Feature> features = new ArrayList<>();
        add(features, row, 0, shared);
        add(features, row, (task + 1) * row.length, added);
        return features.toArray(new Feature[0]);
    }

    private void add(List<Feature> features, double[] row, int offset, double[] penalties) {
        features.add(new FeatureNode(offset + 1, 1 / Math.sqrt(penalties[0])));
        for (int j = 1; j < row.length; j++) {
            // A feature that never differs says nothing.
            double value = deviation[j] < 1e-9 ? 0 : (row[j] - mean[j]) / deviation[j];
            if (value != 0) {
                features.add(new FeatureNode(offset + j + 1, value / Math.sqrt(penalties[j])));
            }
        }
    }

    /** Log-odds of a yes. */
    public LinearModel logistic(boolean[] yes) {
        int count = 0;
        for (boolean one : yes) {
            count += one ? 1 : 0;
        }
        if (count == 0 || count == yes.length) {
            return constant(Math.log((count + 0.5) / (yes.length - count + 0.5)));
        }
        double[] labels = new double[yes.length];
        for (int i = 0; i < yes.length; i++) {
            labels[i] = yes[i] ? 1 : -1;
        }
        Model model = Linear.train(problem(labels), new Parameter(SolverType.L2R_LR, 1, TOLERANCE, MAX_ITERATIONS));
        return unscaled(model.getFeatureWeights(), model.getLabels()[0] > 0 ? 1 : -1, 0);
    }

    /** The logarithm of a positive quantity, shifted so that its exponential is the quantity's mean. */
    LinearModel logarithm(double[] quantities) {
        double[] logs = new double[quantities.length];
        for (int i = 0; i < logs.length; i++) {
            logs[i] = Math.log(Math.max(1, quantities[i]));
        }
        Parameter parameter = new Parameter(SolverType.L2R_L2LOSS_SVR, 0.5, TOLERANCE, MAX_ITERATIONS, 0);
        double[] weights = Linear.train(problem(logs), parameter).getFeatureWeights();
        double squares = 0;
        for (int i = 0; i < logs.length; i++) {
            double residual = logs[i] - score(design[i], weights);
            squares += residual * residual;
        }
        return unscaled(weights, 1, squares / logs.length / 2);
    }

    private static double score(Feature[] row, double[] weights) {
        double sum = 0;
        for (Feature feature : row) {
            sum += weights[feature.getIndex() - 1] * feature.getValue();
        }
        return sum;
    }

    private Problem problem(double[] labels) {
        Problem problem = new Problem();
        problem.l = design.length;
        problem.n = (tasks.size() + 1) * mean.length;
        problem.x = design;
        problem.y = labels;
        problem.bias = -1;
        return problem;
    }

    private LinearModel constant(double value) {
        double[] weights = new double[mean.length];
        weights[0] = value;
        return new LinearModel(new Weights(weights), Map.of());
    }

    private LinearModel unscaled(double[] weights, int sign, double shift) {
        double[] common = unscaled(weights, 0, shared, sign);
        common[0] += shift;
        Map<String, Weights> own = new LinkedHashMap<>();
        if (tasks.size() > 1) {
            for (int t = 0; t < tasks.size(); t++) {
                own.put(tasks.get(t), new Weights(unscaled(weights, (t + 1) * mean.length, added, sign)));
            }
        } else {
            // One task alone: what it adds belongs to all.
            double[] only = unscaled(weights, mean.length, added, sign);
            for (int j = 0; j < common.length; j++) {
                common[j] += only[j];
            }
        }
        return new LinearModel(new Weights(common), own);
    }

    private double[] unscaled(double[] weights, int offset, double[] penalties, int sign) {
        double[] raw = new double[mean.length];
        raw[0] = sign * weights[offset] / Math.sqrt(penalties[0]);
        for (int j = 1; j < raw.length; j++) {
            if (deviation[j] >= 1e-9) {
                raw[j] = sign * weights[offset + j] / Math.sqrt(penalties[j]) / deviation[j];
                raw[0] -= raw[j] * mean[j];
            }
        }
        return raw;
    }
}
