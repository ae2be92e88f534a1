package io.tiergate.laboratory.evaluate;

import io.tiergate.laboratory.recorded.Case;
import io.tiergate.laboratory.train.ConfidenceTrainer;
import io.tiergate.laboratory.train.ConfidenceTrainer.Outcome;
import io.tiergate.laboratory.train.ConfidenceTrainer.Signal;
import io.tiergate.laboratory.train.Grouping;
import io.tiergate.policy.catalog.Model;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What people should know of how good estimates are: measured on prompts that were not learned from, as values of a document's {@code card}. */
public final class Card {
    private static final int DECIMALS = 5;
    private static final double NEARLY = 0.99;

    private Card() {}

    /**
     * Split, calibration and baselines.
     *
     * @param seed of the split
     */
    public static Map<String, Object> of(Report report, long seed) {
        Map<String, Object> card = new LinkedHashMap<>();
        card.put(
                "split",
                Map.of("folds", report.folds(), "seed", seed, "judged_on", "the fold that was not learned from"));
        card.put("calibration", calibration(report));
        card.put("cost_of_99", costOf99(report));
        return card;
    }

    /**
     * How good it is to go by models' own word, and of which of them there was too little to learn from.
     *
     * @param signal log-probabilities or self-reports
     * @param seed of the split
     */
    public static List<Map<String, Object>> confidence(
            Signal signal, List<Case> cases, List<Model> models, int folds, long seed) {
        ConfidenceTrainer trainer = new ConfidenceTrainer(signal, new Grouping(cases), folds, seed);
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Model model : models) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("model", model.id());
            switch (trainer.learn(model, cases)) {
                case Outcome.Nothing(int labels, String why) -> {
                    row.put("labels", labels);
                    row.put("not_learned", why);
                }
                case Outcome.Learned(var confidence, int labels, var few) -> {
                    row.put("labels", labels);
                    row.put("tasks_with_fewer_than_" + ConfidenceTrainer.LEAST_OF_TASK + "_labels", List.copyOf(few));
                    row.putAll(figures(heldOut(trainer.heldOut(model, cases), model.id())));
                }
            }
            rows.add(row);
        }
        return rows;
    }

    private static Calibration heldOut(ConfidenceTrainer.HeldOut heldOut, String model) {
        boolean[] right = new boolean[heldOut.right().length];
        for (int i = 0; i < right.length; i++) {
            right[i] = heldOut.cases().get(i).answer(model).right();
        }
        return Calibration.of(Calibration.ALL, model, heldOut.right(), right);
    }

    private static Map<String, Object> figures(Calibration one) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("ece", number(one.ece()));
        figures.put("floor", number(one.floor()));
        figures.put("mean_predicted", number(one.predicted()));
        figures.put("mean_observed", number(one.observed()));
        figures.put("diagram", diagram(one));
        return figures;
    }

    /** The reliability diagram, a point for each bin. */
    private static List<Map<String, Object>> diagram(Calibration one) {
        return one.diagram().stream()
                .map(bin -> Map.<String, Object>of(
                        "n", bin.n(),
                        "predicted", number(bin.predicted()),
                        "observed", number(bin.observed())))
                .toList();
    }

    /**
     * Which models and tiers another one makes superfluous as a first choice, and, where that was asked, what quality costs without each model.
     *
     * @param without as shares of the reference's cost, by model; empty: it was not asked
     */
    public static Map<String, Object> pool(List<Pool.Dominated> dominated, Map<String, Pool.QualityCosts> without) {
        Map<String, Object> pool = new LinkedHashMap<>();
        pool.put(
                "dominated",
                dominated.stream()
                        .map(one -> Map.<String, Object>of(
                                "kind", one.kind(),
                                "name", one.name(),
                                "by", one.by(),
                                "cost_share", number(one.costShare()),
                                "gain", number(one.gain().value()),
                                "gain_low", number(one.gain().low()),
                                "gain_high", number(one.gain().high())))
                        .toList());
        if (!without.isEmpty()) {
            Map<String, Map<String, @Nullable Object>> costs = new LinkedHashMap<>();
            without.forEach((model, cost) -> costs.put(model, costs(cost)));
            pool.put("without", costs);
        }
        return pool;
    }

    private static Map<String, @Nullable Object> costs(Pool.QualityCosts cost) {
        Map<String, @Nullable Object> costs = new LinkedHashMap<>();
        costs.put("cost_of_99", cost.of99() == null ? null : number(cost.of99()));
        costs.put("cost_of_100", cost.of100() == null ? null : number(cost.of100()));
        return costs;
    }

    private static List<Map<String, Object>> calibration(Report report) {
        List<Map<String, Object>> models = new ArrayList<>();
        for (Calibration one : report.calibration()) {
            if (one.group().equals(Calibration.ALL)) {
                models.add(Map.of(
                        "model", one.model(),
                        "prompts", one.n(),
                        "ece", number(one.ece()),
                        "floor", number(one.floor()),
                        "mean_predicted", number(one.predicted()),
                        "mean_observed", number(one.observed()),
                        "diagram", diagram(one)));
            }
        }
        return models;
    }

    /** Share of the reference's cost by strategy: of these estimates, and of simpler ways to choose. */
    private static Map<String, @Nullable Object> costOf99(Report report) {
        Map<String, @Nullable Object> costs = new LinkedHashMap<>();
        for (Report.QualityCost cost : report.costs()) {
            Double share = cost.costShare();
            if (cost.qualityShare() == NEARLY) {
                costs.put(cost.strategy(), share == null ? null : number(share));
            }
        }
        return costs;
    }

    /** As cards write it. */
    static BigDecimal number(double value) {
        return BigDecimal.valueOf(value).setScale(DECIMALS, RoundingMode.HALF_EVEN);
    }
}
