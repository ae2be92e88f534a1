package io.tiergate.laboratory.evaluate;

import io.tiergate.laboratory.recorded.Case;
import io.tiergate.laboratory.train.Folds;
import io.tiergate.laboratory.train.Grouping;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.cost.TokenUsage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Whether heads that say before any call how likely each model is right beat the prior per task, on prompts that neither was learned from. Two questions:
 * do they predict better, and does choosing one model by them give more right answers at the same cost? The first does not imply the second: a prompt
 * that is hard for all models tells them not apart.
 *
 * @param prompts judged
 * @param folds in which prompts of one text stand together
 * @param models how well each is predicted
 * @param choices what choosing by heads gives beyond choosing by priors
 */
public record SuccessTrial(int prompts, int folds, List<OfModel> models, List<Choice> choices) {
    private static final double[] COST_SHARES = {0.25, 0.33, 0.5};

    public SuccessTrial {
        models = List.copyOf(models);
        choices = List.copyOf(choices);
    }

    /**
     * One model's head beside its prior.
     *
     * @param logLossPrior mean over prompts
     * @param logLossHead likewise
     * @param gain prior's less head's, with its interval
     * @param aurocPrior chance that a prompt it answers rightly is given more than one that it does not
     * @param aurocHead likewise
     */
    public record OfModel(
            String model,
            double logLossPrior,
            double logLossHead,
            Bootstrap.Interval gain,
            double aurocPrior,
            double aurocHead) {
        /** Whether the head predicts better, beyond chance. */
        public boolean isBetter() {
            return gain.low() > 0;
        }
    }

    /**
     * Quality of choosing one model before any call by heads, less that by priors, as a share of the reference's.
     *
     * @param costShare of the reference's cost that both cost
     */
    public record Choice(double costShare, Bootstrap.Interval difference) {}

    /**
     * Tries it.
     *
     * @param texts the prompts, one per case
     * @param embeddings likewise
     */
    public static SuccessTrial of(Study study, List<String> texts, List<float[]> embeddings) {
        List<Case> cases = study.cases();
        List<String> ids = study.models().stream().map(Model::id).toList();
        Folds folds = SuccessHeads.byText(texts, study.folds(), study.settings().seed());
        SuccessHeads.Foretold foretold = SuccessHeads.foretold(cases, ids, embeddings, folds);
        List<OfModel> models = new ArrayList<>();
        for (int m = 0; m < ids.size(); m++) {
            models.add(ofModel(cases, ids.get(m), column(foretold.prior(), m), column(foretold.head(), m)));
        }
        return new SuccessTrial(cases.size(), folds.count(), models, choices(study, folds, foretold));
    }

    /** Whether choosing by heads gives more at each of the costs, beyond chance. */
    public boolean choosesBetter() {
        return choices.stream().allMatch(choice -> choice.difference().low() > 0);
    }

    /** What follows, in words. */
    public String verdict() {
        long better = models.stream().filter(OfModel::isBetter).count();
        if (better == 0) {
            return "no head predicts better than the prior: not used";
        }
        String predicts = better + " of " + models.size() + " heads predict better than the prior";
        return choosesBetter()
                ? predicts
                        + ", and choosing by them gives more at each cost: not used, as plans go by estimates of tasks, not of single prompts"
                : predicts + ", but choosing by them gives no more beyond chance: not used";
    }

    private static double[] column(List<double[]> table, int column) {
        return table.stream().mapToDouble(row -> row[column]).toArray();
    }

    private static OfModel ofModel(List<Case> cases, String model, double[] prior, double[] head) {
        double[] priorLoss = new double[prior.length];
        double[] headLoss = new double[prior.length];
        double[] each = new double[prior.length];
        boolean[] right = new boolean[prior.length];
        double priorSum = 0;
        double headSum = 0;
        for (int i = 0; i < prior.length; i++) {
            right[i] = cases.get(i).answer(model).right();
            priorLoss[i] = SuccessHeads.logLoss(prior[i], right[i]);
            headLoss[i] = SuccessHeads.logLoss(head[i], right[i]);
            each[i] = 1;
            priorSum += priorLoss[i];
            headSum += headLoss[i];
        }
        return new OfModel(
                model,
                priorSum / prior.length,
                headSum / prior.length,
                Bootstrap.ratio(priorLoss, headLoss, each),
                Auroc.of(prior, right),
                Auroc.of(head, right));
    }

    private static List<Choice> choices(Study study, Folds folds, SuccessHeads.Foretold foretold) {
        List<Case> cases = study.cases();
        double[][] usd = expectedUsd(study, folds);
        Point reference = Baselines.always(cases, study.settings().reference());
        double mean = reference.cost() / 1e6 / cases.size();
        List<Point> byPrior = new ArrayList<>();
        List<Point> byHead = new ArrayList<>();
        for (double worth = mean * 0.1; worth < mean * 300; worth *= 1.15) {
            byPrior.add(chosen(study, foretold.prior(), usd, worth));
            byHead.add(chosen(study, foretold.head(), usd, worth));
        }
        Curve priors = new Curve(byPrior);
        Curve heads = new Curve(byHead);
        List<Choice> choices = new ArrayList<>();
        for (double share : COST_SHARES) {
            double cost = share * reference.cost();
            choices.add(new Choice(
                    share,
                    Bootstrap.ratio(heads.at(cost).score(), priors.at(cost).score(), reference.score())));
        }
        return choices;
    }

    /** What asking each model is expected to cost: its price for the prompt, and the mean answer of the task in other folds. */
    private static double[][] expectedUsd(Study study, Folds folds) {
        List<Case> cases = study.cases();
        Grouping grouping = new Grouping(cases);
        double[][] usd = new double[cases.size()][study.models().size()];
        for (int fold = 0; fold < folds.count(); fold++) {
            List<Case> learned = folds.items(cases, fold, false);
            Map<String, List<Integer>> groups = grouping.groups(learned);
            for (int m = 0; m < study.models().size(); m++) {
                Model model = study.models().get(m);
                Map<String, Double> tokens = new HashMap<>();
                groups.forEach((name, indices) -> tokens.put(
                        name, meanTokens(indices.stream().map(learned::get).toList(), model.id())));
                double over = meanTokens(learned, model.id());
                for (int index : folds.indices(fold, true)) {
                    Case one = cases.get(index);
                    long output = Math.round(tokens.getOrDefault(grouping.of(one), over));
                    usd[index][m] = model.price()
                                    .micros(TokenUsage.of(one.features().size().inputTokens(), output))
                            / 1e6;
                }
            }
        }
        return usd;
    }

    private static double meanTokens(List<Case> cases, String model) {
        return cases.stream()
                .mapToDouble(one -> one.answer(model).usage().totalOutput())
                .average()
                .orElse(0);
    }

    private static Point chosen(Study study, List<double[]> right, double[][] usd, double worth) {
        Point point = Point.empty(right.size());
        for (int i = 0; i < right.size(); i++) {
            double[] probability = right.get(i);
            double[] cost = usd[i];
            int best = IntStream.range(0, probability.length)
                    .reduce((one, other) ->
                            worth * probability[other] - cost[other] > worth * probability[one] - cost[one]
                                    ? other
                                    : one)
                    .orElseThrow();
            point.set(
                    i,
                    Baselines.alone(
                            study.cases().get(i), study.models().get(best).id()));
        }
        return point;
    }

    /** As values of a document's {@code card}. */
    public Map<String, Object> card() {
        Map<String, Object> card = new LinkedHashMap<>();
        card.put("prompts", prompts);
        card.put("folds", folds);
        card.put("models", models.stream().map(SuccessTrial::card).toList());
        card.put(
                "choosing",
                choices.stream()
                        .map(choice -> Map.of(
                                "cost_share", Card.number(choice.costShare()),
                                "difference", Card.number(choice.difference().value()),
                                "low", Card.number(choice.difference().low()),
                                "high", Card.number(choice.difference().high())))
                        .toList());
        card.put("used", false);
        card.put("verdict", verdict());
        return card;
    }

    private static Map<String, Object> card(OfModel one) {
        Map<String, Object> card = new LinkedHashMap<>();
        card.put("model", one.model());
        card.put("log_loss_prior", Card.number(one.logLossPrior()));
        card.put("log_loss_head", Card.number(one.logLossHead()));
        card.put("gain", Card.number(one.gain().value()));
        card.put("low", Card.number(one.gain().low()));
        card.put("high", Card.number(one.gain().high()));
        card.put("auroc_prior", Card.number(one.aurocPrior()));
        card.put("auroc_head", Card.number(one.aurocHead()));
        card.put("beats_the_prior", one.isBetter());
        return card;
    }
}
