package io.tiergate.laboratory.train;

import io.tiergate.laboratory.recorded.Case;
import io.tiergate.laboratory.traffic.Lessons;
import io.tiergate.laboratory.train.ConfidenceTrainer.Signal;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.estimate.LinearModel;
import io.tiergate.policy.estimate.Posterior;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

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
    private final List<PosteriorTrainer> posteriors;
    private final Lessons traffic;

    private EstimatesTrainer(List<Case> cases, List<Model> models, Settings settings, Lessons traffic) {
        this.cases = cases;
        this.models = models;
        this.settings = settings;
        this.traffic = traffic;
        this.grouping = new Grouping(cases);
        List<String> ids = models.stream().map(Model::id).toList();
        this.posteriors = PosteriorTrainer.PENALTIES.stream()
                .map(penalty -> new PosteriorTrainer(ids, grouping, penalty))
                .toList();
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
        return train(cases, models, settings, Lessons.NONE, card);
    }

    /**
     * Learns from graded answers, and corrects that by what labels of traffic say.
     *
     * @param traffic grouped as {@link Grouping} of the cases does
     */
    public static byte[] train(
            List<Case> cases, List<Model> models, Settings settings, Lessons traffic, Map<String, ?> card) {
        return new EstimatesTrainer(cases, models, settings, traffic).document(card);
    }

    private byte[] document(Map<String, ?> card) {
        List<Double> worths = worths();
        List<List<String>> sets = seenSets();
        Folds folds = Folds.split(cases.size(), settings.folds(), settings.seed());
        List<Learned> learned =
                sets.parallelStream().map(seen -> learn(seen, folds)).toList();
        StartTable starts = new StartTable(
                cases,
                scores(),
                models,
                settings.reference(),
                worths,
                learned.stream().map(Learned::foresight).toList(),
                folds);
        List<Posterior> alone = alone(sets, folds);
        Map<String, LinearModel> confidence = confidence(Signal.LOGPROBS);
        Corrections corrections = new Corrections(
                Stream.concat(learned.stream().map(Learned::posterior), alone.stream())
                        .toList(),
                confidence,
                traffic.observed());
        Map<String, Object> tasks = new TreeMap<>();
        groups().forEach((name, indices) ->
                tasks.put(name, EstimatesWriter.task(indices.size(), priors(name, indices), starts.of(indices))));
        PlainStarts plain = new PlainStarts(models, settings.reference(), worths, meanInputTokens());
        traffic.shares()
                .forEach((name, shares) -> tasks.computeIfAbsent(name, unseen -> {
                    Map<String, EstimatesWriter.Prior> priors = priors(unseen, List.of());
                    return EstimatesWriter.task(RecordsTrainer.labels(shares), priors, plain.of(priors));
                }));
        return EstimatesWriter.document(
                settings,
                models,
                traffic.isEmpty() ? card : EstimatesWriter.corrected(card, corrections),
                new EstimatesWriter.Learned(
                        worths,
                        tasks,
                        starts.overall(grouping.groups(cases).values()),
                        learned.stream()
                                .map(one -> corrections.applied(one.posterior()))
                                .toList(),
                        ofOne(alone, corrections),
                        corrections.applied(confidence),
                        confidence(Signal.SELF_REPORTS)));
    }

    private Map<String, LinearModel> confidence(Signal signal) {
        return new ConfidenceTrainer(signal, grouping, settings.folds(), settings.seed()).learned(models, cases);
    }

    private double meanInputTokens() {
        return cases.stream()
                .mapToLong(one -> one.features().size().inputTokens())
                .average()
                .orElse(0);
    }

    /** A score in the set, moved by as much as traffic moves the model's prior. */
    private StartTable.Scores scores() {
        if (traffic.isEmpty()) {
            return (one, model) -> one.answer(model).score();
        }
        Map<String, Map<String, Double>> moves = new HashMap<>();
        grouping.groups(cases).forEach((name, indices) -> {
            Map<String, Double> byModel = new HashMap<>();
            for (Model model : models) {
                byModel.put(
                        model.id(),
                        Priors.of(model.id(), cases, indices, traffic.share(name, model.id()))
                                        .right()
                                - Priors.of(model.id(), cases, indices, null).right());
            }
            moves.put(name, byModel);
        });
        return (one, model) -> one.answer(model).score()
                + moves.getOrDefault(grouping.of(one), Map.of()).getOrDefault(model, 0.0);
    }

    /** A posterior, and what it foresees of cases that it was not learned from. */
    private record Learned(Posterior posterior, Foresight foresight) {}

    /** What the answer of a model that is in no set of its own says of itself: no plan begins with it, but a gate may weigh it. */
    private List<Posterior> alone(List<List<String>> sets, Folds folds) {
        return models.parallelStream()
                .map(Model::id)
                .filter(model -> !sets.contains(List.of(model)))
                .map(model -> learn(List.of(model), folds).posterior())
                .toList();
    }

    private static Map<String, LinearModel> ofOne(List<Posterior> alone, Corrections corrections) {
        Map<String, LinearModel> own = new TreeMap<>();
        alone.forEach(posterior -> {
            String model = posterior.seen().getFirst();
            own.put(
                    model,
                    Objects.requireNonNull(
                            corrections.applied(posterior).right().get(model)));
        });
        return own;
    }

    private Learned learn(List<String> seen, Folds folds) {
        CrossFit fit = CrossFit.best(posteriors, seen, cases, models, folds);
        return new Learned(fit.posterior(cases, models), fit.foresight());
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

    private List<Double> worths() {
        return worths(cases.stream()
                        .mapToLong(one -> one.answer(settings.reference()).micros())
                        .average()
                        .orElse(1)
                / 1e6);
    }

    /** From a third of what the reference costs a request to 300 times that, each a quarter more than the one before. */
    static List<Double> worths(double referenceUsd) {
        List<Double> worths = new ArrayList<>();
        for (double factor = 0.3; factor < 300; factor *= 1.25) {
            worths.add(EstimatesWriter.rounded(Math.max(referenceUsd, 1e-9) * factor)
                    .doubleValue());
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

    private Map<String, EstimatesWriter.Prior> priors(String group, List<Integer> indices) {
        Map<String, EstimatesWriter.Prior> priors = new LinkedHashMap<>();
        for (Model model : models) {
            priors.put(model.id(), Priors.of(model.id(), cases, indices, traffic.share(group, model.id())));
        }
        return priors;
    }
}
