package io.tiergate.laboratory.train;

import io.tiergate.laboratory.traffic.Observed;
import io.tiergate.policy.estimate.Confidence;
import io.tiergate.policy.estimate.Evidence;
import io.tiergate.policy.estimate.LinearModel;
import io.tiergate.policy.estimate.LinearModel.Weights;
import io.tiergate.policy.estimate.Posterior;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/**
 * Holds posteriors, and what models' log-probabilities say, against labels of traffic, and moves them. What was seen when an answer was served is on
 * record, and serving went by nothing else: among requests of which the same was seen, the labelled ones are as good as any. So labels say how right a
 * posterior is where answers were served; of answers that were not, they say nothing but that the same shift may hold.
 */
final class Corrections {
    private final Map<Set<String>, Posterior> posteriors = new LinkedHashMap<>();
    private final Map<String, LinearModel> confidence;
    private final Map<Key, List<Labelled>> said = new TreeMap<>();
    private final Map<Key, List<Labelled>> saidThemselves = new TreeMap<>();
    private final List<Correction> ofPosteriors;
    private final List<Correction> ofConfidence;
    private int unused;

    /** Which weights: those of a posterior, or of what log-probabilities say, for a model in a group. */
    private record Key(List<String> models, String model, String group) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            return text().compareTo(other.text());
        }

        private String text() {
            return group + " " + models + " " + model;
        }
    }

    private record Labelled(double logOdds, boolean right) {}

    /**
     * What was said of answers against labels.
     *
     * @param seen the models whose answers, or the one whose log-probabilities, it goes by
     * @param model whose answers were labelled
     * @param predicted mean of what it said before
     * @param observed share of right answers
     * @param shift that log-odds were moved by
     */
    record Correction(
            List<String> seen,
            String model,
            String group,
            int labels,
            double predicted,
            double observed,
            double shift) {}

    /**
     * Gathers.
     *
     * @param posteriors of all sets, those of single models that no plan begins with among them
     * @param confidence by model: what its log-probabilities say of its answers
     */
    Corrections(List<Posterior> posteriors, Map<String, LinearModel> confidence, List<Observed> observed) {
        this.confidence = Map.copyOf(confidence);
        posteriors.forEach(posterior -> this.posteriors.put(Set.copyOf(posterior.seen()), posterior));
        for (Observed one : observed) {
            boolean used = switch (one.by()) {
                case NOTHING -> {
                    boolean looked = addLooks(one);
                    yield addConfidence(one) || looked;
                }
                case LOOKS -> addLooks(one);
                case COMPARISON -> add(one, models(one.evidence().seen()));
                case PLAN -> addPlanned(one);
                case CONFIDENCE -> addConfidence(one);
            };
            unused += used ? 0 : 1;
        }
        ofPosteriors = corrections(said);
        ofConfidence = corrections(saidThemselves);
    }

    /** By the posterior that the plan served by: of all answers, or where the last one was served whatever it is, of those before. */
    private boolean addPlanned(Observed one) {
        List<Evidence.Seen> all = one.evidence().seen();
        return add(one, models(all))
                || (all.size() > 1
                        && all.getLast().model().equals(one.model())
                        && add(one, models(all.subList(0, all.size() - 1))));
    }

    /** What was looked at is part of what the answer says alone, and of what all of them say together. */
    private boolean addLooks(Observed one) {
        boolean alone = add(one, Set.of(one.model()));
        Set<String> all = models(one.evidence().seen());
        return (all.size() > 1 && add(one, all)) || alone;
    }

    private static Set<String> models(List<Evidence.Seen> seen) {
        Set<String> models = new LinkedHashSet<>();
        seen.forEach(answer -> models.add(answer.model()));
        return models;
    }

    private boolean add(Observed one, Set<String> seen) {
        Posterior posterior = posteriors.get(seen);
        if (posterior == null) {
            return false;
        }
        OptionalDouble right = posterior.at(one.group(), one.evidence()).right(one.model());
        if (right.isEmpty()) {
            return false;
        }
        add(said, posterior.seen(), one, right.getAsDouble());
        return true;
    }

    private boolean addConfidence(Observed one) {
        LinearModel line = confidence.get(one.model());
        Evidence.Seen answer = one.evidence().last(one.model());
        Integer logprob = answer == null ? null : answer.traits().logprob();
        if (line == null || logprob == null) {
            return false;
        }
        add(saidThemselves, List.of(one.model()), one, new Confidence(line).right(one.group(), logprob));
        return true;
    }

    private static void add(Map<Key, List<Labelled>> to, List<String> seen, Observed one, double right) {
        to.computeIfAbsent(new Key(seen, one.model(), one.group()), key -> new ArrayList<>())
                .add(new Labelled(Platt.logOdds(Math.clamp(right, 1e-9, 1 - 1e-9)), one.right()));
    }

    /** Labels with evidence of which nothing was said before. */
    int unused() {
        return unused;
    }

    /** Those of posteriors, in order. */
    List<Correction> ofPosteriors() {
        return ofPosteriors;
    }

    /** Those of what models' log-probabilities say, in order. */
    List<Correction> ofConfidence() {
        return ofConfidence;
    }

    private static List<Correction> corrections(Map<Key, List<Labelled>> byKey) {
        List<Correction> all = new ArrayList<>();
        byKey.forEach((key, labels) -> {
            double[] logOdds = new double[labels.size()];
            double predicted = 0;
            int right = 0;
            for (int i = 0; i < logOdds.length; i++) {
                logOdds[i] = labels.get(i).logOdds();
                predicted += Platt.probability(logOdds[i]);
                right += labels.get(i).right() ? 1 : 0;
            }
            all.add(new Correction(
                    key.models(),
                    key.model(),
                    key.group(),
                    logOdds.length,
                    predicted / logOdds.length,
                    (double) right / logOdds.length,
                    Shift.of(logOdds, right)));
        });
        return all;
    }

    /** The posterior, moved by the corrections that are of it. */
    Posterior applied(Posterior posterior) {
        List<Correction> own = ofPosteriors.stream()
                .filter(one -> one.seen().equals(posterior.seen()))
                .toList();
        return new Posterior(posterior.seen(), moved(posterior.right(), own), posterior.length());
    }

    /** What models' log-probabilities say, likewise. */
    Map<String, LinearModel> applied(Map<String, LinearModel> confidence) {
        return moved(confidence, ofConfidence);
    }

    private static Map<String, LinearModel> moved(Map<String, LinearModel> learned, List<Correction> corrections) {
        Map<String, LinearModel> moved = new LinkedHashMap<>(learned);
        corrections.forEach(one -> moved.computeIfPresent(one.model(), (model, line) -> moved(line, one)));
        return moved;
    }

    /** The first weight is the intercept. */
    private static LinearModel moved(LinearModel learned, Correction by) {
        Map<String, Weights> tasks = new LinkedHashMap<>(learned.tasks());
        Weights own = tasks.get(by.group());
        double[] weights = new double[learned.shared().size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = own == null ? 0 : own.get(i);
        }
        weights[0] += by.shift();
        tasks.put(by.group(), new Weights(weights));
        return new LinearModel(learned.shared(), tasks);
    }
}
