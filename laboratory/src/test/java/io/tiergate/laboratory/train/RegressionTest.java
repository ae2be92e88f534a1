package io.tiergate.laboratory.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tiergate.policy.estimate.LinearModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RegressionTest {
    private final Random random = new Random(7);

    private List<double[]> rows(int count) {
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(new double[] {1, 10 + 5 * random.nextGaussian(), random.nextBoolean() ? 1 : 0, 3});
        }
        return rows;
    }

    private static List<String> tasks(int count, int one) {
        List<String> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tasks.add(i < one ? "rare" : "common");
        }
        return tasks;
    }

    private static double score(LinearModel model, String task, double[] row) {
        double sum = 0;
        for (int j = 0; j < row.length; j++) {
            sum += row[j] * model.shared().get(j);
        }
        LinearModel.Weights own = model.tasks().get(task);
        for (int j = 0; own != null && j < row.length; j++) {
            sum += row[j] * own.get(j);
        }
        return sum;
    }

    @Test
    void logistic_findsWhatMakesAnAnswerRight() {
        List<double[]> rows = rows(4_000);
        boolean[] right = new boolean[rows.size()];
        for (int i = 0; i < right.length; i++) {
            double logOdds = 0.3 * (rows.get(i)[1] - 10) + 2 * rows.get(i)[2] - 1;
            right[i] = random.nextDouble() < 1 / (1 + Math.exp(-logOdds));
        }
        LinearModel model = new Regression(rows, tasks(rows.size(), 2_000)).logistic(right);
        assertThat(score(model, "common", new double[] {1, 10, 0, 3})).isCloseTo(-1, within(0.35));
        assertThat(score(model, "common", new double[] {1, 15, 1, 3})).isCloseTo(2.5, within(0.5));
    }

    @Test
    void taskWithFewRows_leansOnTheOthers() {
        List<double[]> rows = rows(3_000);
        boolean[] right = new boolean[rows.size()];
        for (int i = 0; i < right.length; i++) {
            right[i] = rows.get(i)[2] > 0;
        }
        LinearModel model = new Regression(rows, tasks(rows.size(), 5)).logistic(right);
        assertThat(score(model, "rare", new double[] {1, 10, 1, 3})).isGreaterThan(1);
        assertThat(score(model, "rare", new double[] {1, 10, 0, 3})).isLessThan(-1);
    }

    @Test
    void weightsOfAHeavierPenalty_areNearerToZero() {
        List<double[]> rows = rows(500);
        boolean[] right = new boolean[rows.size()];
        for (int i = 0; i < right.length; i++) {
            right[i] = rows.get(i)[1] > 10 == rows.get(i)[2] > 0 ? random.nextBoolean() : rows.get(i)[1] > 10;
        }
        LinearModel light = new Regression(rows, tasks(500, 250), new double[] {1, 1, 1}).logistic(right);
        LinearModel heavy = new Regression(rows, tasks(500, 250), new double[] {1_000, 1, 1}).logistic(right);
        assertThat(Math.abs(heavy.shared().get(1)))
                .isLessThan(Math.abs(light.shared().get(1)) / 5);
        assertThat(Math.abs(heavy.shared().get(2)))
                .isGreaterThan(Math.abs(light.shared().get(2)) / 2);
    }

    @Test
    void logarithm_predictsTheMean() {
        List<double[]> rows = rows(3_000);
        double[] tokens = new double[rows.size()];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = Math.exp(5 + 0.05 * (rows.get(i)[1] - 10) + 0.5 * random.nextGaussian());
        }
        LinearModel model = new Regression(rows, tasks(rows.size(), 1_500)).logarithm(tokens);
        double mean = Math.exp(5 + 0.125);
        assertThat(Math.exp(score(model, "common", new double[] {1, 10, 0.5, 3})))
                .isCloseTo(mean, within(mean * 0.06));
    }

    @Test
    void answersAllRight_giveHighButFiniteOdds() {
        List<double[]> rows = rows(50);
        boolean[] right = new boolean[50];
        java.util.Arrays.fill(right, true);
        assertThat(score(new Regression(rows, tasks(50, 25)).logistic(right), "common", rows.getFirst()))
                .isCloseTo(Math.log(50.5 / 0.5), within(1e-9));
        assertThat(score(new Regression(rows, tasks(50, 25)).logistic(new boolean[50]), "rare", rows.getFirst()))
                .isCloseTo(Math.log(0.5 / 50.5), within(1e-9));
    }

    @Test
    void rowsThatAreAllTheSame_giveTheShareOfRightAnswers() {
        List<double[]> rows = new ArrayList<>();
        boolean[] right = new boolean[400];
        for (int i = 0; i < 400; i++) {
            rows.add(new double[] {1, 4, 1, 3});
            right[i] = i % 4 != 0;
        }
        double logOdds = score(new Regression(rows, tasks(400, 200)).logistic(right), "common", rows.getFirst());
        assertThat(1 / (1 + Math.exp(-logOdds))).isCloseTo(0.75, within(0.01));
    }
}
