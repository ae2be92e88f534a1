package io.tiergate.laboratory.evaluate;

import io.tiergate.laboratory.recorded.Case;
import io.tiergate.laboratory.train.Folds;
import io.tiergate.laboratory.train.Grouping;
import io.tiergate.laboratory.train.Platt;
import io.tiergate.laboratory.train.Regression;
import io.tiergate.policy.estimate.LinearModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * How likely each model is right before any is asked, by two ways that were learned from other prompts: the task's share of right answers (the prior),
 * and a head, which sees the prompt's embedding and length besides. A head is a logistic regression over those, stacked on the prior: with nothing to
 * add it says what the prior says.
 */
final class SuccessHeads {
    /** Over standardised features; the least loss on inner folds chooses. */
    private static final double[] PENALTIES = {100, 300, 1_000, 3_000};

    private static final int INNER = 3;
    /** A task's own answers weigh as much as the model's mean once there are so many. */
    private static final double LABELS = 10;

    private final List<Case> cases;
    private final List<String> models;
    private final List<double[]> rows;
    private final Grouping grouping;

    private SuccessHeads(List<Case> cases, List<String> models, List<float[]> embeddings) {
        this.cases = cases;
        this.models = models;
        this.grouping = new Grouping(cases);
        this.rows = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            rows.add(row(cases.get(i), embeddings.get(i)));
        }
    }

    /**
     * Probabilities of cases that they were not learned from.
     *
     * @param prior by case, by model
     * @param head likewise
     */
    record Foretold(List<double[]> prior, List<double[]> head) {}

    /**
     * Foretells each fold from the others.
     *
     * @param embeddings one per case, of its prompt
     * @param folds in which prompts of one text stand together
     */
    static Foretold foretold(List<Case> cases, List<String> models, List<float[]> embeddings, Folds folds) {
        return new SuccessHeads(cases, models, embeddings).foretold(folds);
    }

    private static double[] row(Case one, float[] embedding) {
        double[] row = new double[embedding.length + 2];
        row[0] = 1;
        row[1] = Math.log(1.0 + one.features().size().inputTokens());
        for (int i = 0; i < embedding.length; i++) {
            row[i + 2] = embedding[i];
        }
        return row;
    }

    private Foretold foretold(Folds folds) {
        double[][] prior = new double[cases.size()][];
        double[][] head = new double[cases.size()][];
        for (int fold = 0; fold < folds.count(); fold++) {
            List<Integer> learned = folds.indices(fold, false);
            List<Integer> judged = folds.indices(fold, true);
            double[][] priors = priors(learned);
            double[][] heads = heads(learned, judged, priors);
            for (int index : judged) {
                prior[index] = priors[index];
                head[index] = heads[index];
            }
        }
        return new Foretold(List.of(prior), List.of(head));
    }

    /** Of every case, learned from some. */
    private double[][] priors(List<Integer> learned) {
        double[] mean = new double[models.size()];
        Map<String, double[]> right = new HashMap<>();
        Map<String, Integer> labels = new HashMap<>();
        for (int index : learned) {
            String group = grouping.of(cases.get(index));
            double[] own = right.computeIfAbsent(group, name -> new double[models.size()]);
            labels.merge(group, 1, Integer::sum);
            for (int m = 0; m < mean.length; m++) {
                double score = isRight(index, m) ? 1 : 0;
                own[m] += score;
                mean[m] += score / learned.size();
            }
        }
        double[][] priors = new double[cases.size()][mean.length];
        for (int i = 0; i < priors.length; i++) {
            String group = grouping.of(cases.get(i));
            double[] own = right.getOrDefault(group, new double[mean.length]);
            int n = labels.getOrDefault(group, 0);
            for (int m = 0; m < mean.length; m++) {
                priors[i][m] = Math.clamp((own[m] + LABELS * mean[m]) / (n + LABELS), 1e-4, 1 - 1e-4);
            }
        }
        return priors;
    }

    private boolean isRight(int index, int model) {
        return cases.get(index).answer(models.get(model)).right();
    }

    /** Of the judged cases, learned from others. */
    private double[][] heads(List<Integer> learned, List<Integer> judged, double[][] priors) {
        Folds inner = Folds.split(learned.size(), INNER, 1);
        int[] best = new int[models.size()];
        double[] least = new double[models.size()];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        LinearModel[] stacked = new LinearModel[models.size()];
        for (int p = 0; p < PENALTIES.length; p++) {
            double[][] evidence = new double[learned.size()][];
            for (int fold = 0; fold < INNER; fold++) {
                List<Integer> from = inner.items(learned, fold, false);
                Regression regression = regression(from, PENALTIES[p]);
                LinearModel[] fitted = fitted(regression, from);
                for (int at : inner.indices(fold, true)) {
                    evidence[at] = logOdds(fitted, learned.get(at));
                }
            }
            for (int m = 0; m < best.length; m++) {
                LinearModel stack = stack(learned, evidence, priors, m);
                double loss = loss(stack, learned, evidence, priors, m);
                if (loss < least[m]) {
                    least[m] = loss;
                    best[m] = p;
                    stacked[m] = stack;
                }
            }
        }
        double[][] heads = new double[cases.size()][models.size()];
        for (int p = 0; p < PENALTIES.length; p++) {
            int penalty = p;
            if (Arrays.stream(best).anyMatch(chosen -> chosen == penalty)) {
                LinearModel[] fitted = fitted(regression(learned, PENALTIES[p]), learned);
                for (int index : judged) {
                    double[] evidence = logOdds(fitted, index);
                    for (int m = 0; m < best.length; m++) {
                        if (best[m] == p) {
                            heads[index][m] = probability(stacked[m], priors[index][m], evidence[m]);
                        }
                    }
                }
            }
        }
        return heads;
    }

    private Regression regression(List<Integer> indices, double penalty) {
        return new Regression(indices.stream().map(rows::get).toList(), penalty);
    }

    private LinearModel[] fitted(Regression regression, List<Integer> indices) {
        LinearModel[] fitted = new LinearModel[models.size()];
        IntStream.range(0, fitted.length).parallel().forEach(m -> fitted[m] = regression.logistic(rights(indices, m)));
        return fitted;
    }

    private boolean[] rights(List<Integer> indices, int model) {
        boolean[] right = new boolean[indices.size()];
        for (int i = 0; i < right.length; i++) {
            right[i] = isRight(indices.get(i), model);
        }
        return right;
    }

    private double[] logOdds(LinearModel[] fitted, int index) {
        double[] logOdds = new double[fitted.length];
        for (int m = 0; m < logOdds.length; m++) {
            logOdds[m] = sum(fitted[m].shared(), rows.get(index));
        }
        return logOdds;
    }

    private static double sum(LinearModel.Weights weights, double[] row) {
        double sum = 0;
        for (int i = 0; i < row.length; i++) {
            sum += weights.get(i) * row[i];
        }
        return sum;
    }

    /** How much the prior and the embedding's evidence count. */
    private LinearModel stack(List<Integer> learned, double[][] evidence, double[][] priors, int model) {
        List<double[]> pairs = new ArrayList<>();
        for (int i = 0; i < evidence.length; i++) {
            pairs.add(pair(priors[learned.get(i)][model], evidence[i][model]));
        }
        return new Regression(pairs, 1).logistic(rights(learned, model));
    }

    private static double[] pair(double prior, double evidence) {
        return new double[] {1, Platt.logOdds(prior), evidence};
    }

    private static double probability(LinearModel stack, double prior, double evidence) {
        double logOdds = sum(stack.shared(), pair(prior, evidence));
        return Math.clamp(Platt.probability(logOdds), 1e-4, 1 - 1e-4);
    }

    private double loss(LinearModel stack, List<Integer> learned, double[][] evidence, double[][] priors, int model) {
        double loss = 0;
        for (int i = 0; i < evidence.length; i++) {
            int index = learned.get(i);
            loss += logLoss(probability(stack, priors[index][model], evidence[i][model]), isRight(index, model));
        }
        return loss;
    }

    static double logLoss(double probability, boolean right) {
        return -Math.log(right ? probability : 1 - probability);
    }

    /** A split in which prompts of one text stand together, at random but the same for the same seed. */
    static Folds byText(List<String> texts, int folds, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, Integer> of = new HashMap<>();
        return new Folds(
                texts.stream()
                        .map(text -> of.computeIfAbsent(text, unseen -> random.nextInt(folds)))
                        .toList(),
                folds);
    }
}
