package io.tiergate.laboratory.train;

import io.tiergate.laboratory.recorded.Case;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.document.CanonicalJson;
import io.tiergate.policy.document.Node;
import io.tiergate.policy.estimate.LinearModel;
import io.tiergate.policy.estimate.Posterior;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Learns an estimates document from graded answers.
 *
 * <p>Priors are shares of right answers. Posteriors are regressions on the answers of every set of up to three cheap models. What a start is worth
 * is measured on answers that its posterior was not learned from. All are shrunk: priors toward the model's mean, posteriors toward what tasks
 * share, starts toward what they give over all tasks.
 */
public final class EstimatesTrainer {
    /** More would make the document too large, and gain nothing. */
    private static final int MOST_SEEN = 8;

    private final List<Case> cases;
    private final List<Model> models;
    private final Settings settings;
    private final Grouping grouping;
    private final PosteriorTrainer posteriors;

    private EstimatesTrainer(List<Case> cases, List<Model> models, Settings settings) {
        this.cases = cases;
        this.models = models;
        this.settings = settings;
        this.grouping = new Grouping(cases);
        this.posteriors = new PosteriorTrainer(models.stream().map(Model::id).toList(), grouping);
    }

    /**
     * How to learn.
     *
     * @param name of the estimates
     * @param reference catalog id of the model that shares of quality are of
     * @param folds that starts are measured in
     * @param seed of the split into folds
     */
    public record Settings(String name, String reference, int folds, long seed) {
        /** The usual ones. */
        public static Settings of(String name, String reference) {
            return new Settings(name, reference, 4, 1);
        }
    }

    /**
     * Learns.
     *
     * @param cases graded answers, with an answer of every model
     * @param models what may be asked, in order
     * @param card what people should know of where the estimates come from; becomes part of the document
     * @return the document as canonical JSON
     */
    public static byte[] train(List<Case> cases, List<Model> models, Settings settings, Map<String, ?> card) {
        return new EstimatesTrainer(cases, models, settings).document(card);
    }

    private byte[] document(Map<String, ?> card) {
        List<String> ids = models.stream().map(Model::id).toList();
        List<Double> worths = worths();
        List<List<String>> sets = seenSets();
        Folds folds = Folds.split(cases.size(), settings.folds(), settings.seed());
        List<Learned> learned =
                sets.parallelStream().map(seen -> learn(seen, folds)).toList();
        StartTable starts = new StartTable(
                cases,
                models,
                settings.reference(),
                worths,
                learned.stream().map(Learned::foresight).toList(),
                folds);
        Map<String, Object> tasks = new TreeMap<>();
        groups().forEach((name, indices) ->
                tasks.put(name, EstimatesWriter.task(indices.size(), priors(indices), ids, starts.of(indices))));
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("estimates", settings.name());
        document.put("reference", settings.reference());
        document.put("card", card);
        document.put("worths_usd", EstimatesWriter.numbers(worths));
        document.put("tasks", tasks);
        document.put(
                "overall",
                EstimatesWriter.numbers(starts.overall(grouping.groups(cases).values())));
        document.put(
                "posteriors",
                learned.stream()
                        .map(Learned::posterior)
                        .map(EstimatesWriter::posterior)
                        .toList());
        document.put("alone", EstimatesWriter.linear(alone(sets, folds)));
        return CanonicalJson.bytes(Node.of(document));
    }

    /** A posterior, and what it foresees of cases that it was not learned from. */
    private record Learned(Posterior posterior, Foresight foresight) {}

    /** What the answer of a model that is in no set of its own says of itself: no plan begins with it, but a gate may weigh it. */
    private Map<String, LinearModel> alone(List<List<String>> sets, Folds folds) {
        Map<String, LinearModel> alone = new TreeMap<>();
        models.parallelStream()
                .map(Model::id)
                .filter(model -> !sets.contains(List.of(model)))
                .map(model -> learn(List.of(model), folds).posterior())
                .toList()
                .forEach(own -> alone.putAll(Map.of(
                        own.seen().getFirst(),
                        Objects.requireNonNull(own.right().get(own.seen().getFirst())))));
        return alone;
    }

    private Learned learn(List<String> seen, Folds folds) {
        Foresight raw = Foresight.crossFitted(posteriors, seen, cases, models, folds);
        List<Platt> corrections = raw.platt(cases, models);
        Posterior posterior = posteriors.fit(seen, cases);
        Map<String, LinearModel> right = new LinkedHashMap<>();
        for (int m = 0; m < models.size(); m++) {
            String model = models.get(m).id();
            LinearModel fitted = posterior.right().get(model);
            if (fitted != null) {
                right.put(model, corrections.get(m).corrected(fitted));
            }
        }
        return new Learned(new Posterior(seen, right, posterior.length()), raw.corrected(corrections));
    }

    /** Indices of cases by group, and by task as a whole for requests of a domain that was never seen. */
    private Map<String, List<Integer>> groups() {
        Map<String, List<Integer>> groups = grouping.groups(cases);
        for (int i = 0; i < cases.size(); i++) {
            String task = cases.get(i).features().task();
            if (!grouping.of(cases.get(i)).equals(task)) {
                groups.computeIfAbsent(task, name -> new ArrayList<>()).add(i);
            }
        }
        return groups;
    }

    /** From a third of what the reference costs a request to 300 times that, each a quarter more than the one before. */
    private List<Double> worths() {
        double usd = cases.stream()
                        .mapToLong(one -> one.answer(settings.reference()).micros())
                        .average()
                        .orElse(1)
                / 1e6;
        List<Double> worths = new ArrayList<>();
        for (double factor = 0.3; factor < 300; factor *= 1.25) {
            worths.add(EstimatesWriter.rounded(Math.max(usd, 1e-9) * factor).doubleValue());
        }
        return worths;
    }

    /** Every set of up to three cheap models. */
    private List<List<String>> seenSets() {
        List<String> cheap = cheap();
        List<List<String>> sets = new ArrayList<>();
        for (int i = 0; i < cheap.size(); i++) {
            sets.add(List.of(cheap.get(i)));
            for (int j = i + 1; j < cheap.size(); j++) {
                sets.add(List.of(cheap.get(i), cheap.get(j)));
                for (int k = j + 1; k < cheap.size(); k++) {
                    sets.add(List.of(cheap.get(i), cheap.get(j), cheap.get(k)));
                }
            }
        }
        return sets;
    }

    /** Models that each cost at most half of the reference, in the pool's order; of more than {@value #MOST_SEEN} those that are right most often. */
    private List<String> cheap() {
        double bound = meanMicros(settings.reference()) / 2;
        List<String> best = models.stream()
                .map(Model::id)
                .filter(id -> meanMicros(id) <= bound && !id.equals(settings.reference()))
                .sorted(Comparator.comparingDouble(this::meanScore).reversed())
                .limit(MOST_SEEN)
                .toList();
        return models.stream().map(Model::id).filter(best::contains).toList();
    }

    private double meanScore(String model) {
        return cases.stream()
                .mapToDouble(one -> one.answer(model).score())
                .average()
                .orElse(0);
    }

    private double meanMicros(String model) {
        return cases.stream()
                .mapToLong(one -> one.answer(model).micros())
                .average()
                .orElse(0);
    }

    private List<EstimatesWriter.Prior> priors(List<Integer> indices) {
        return models.stream()
                .map(model -> Priors.of(model.id(), cases, indices))
                .toList();
    }
}
