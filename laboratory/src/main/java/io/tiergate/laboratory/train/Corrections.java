package io.tiergate.laboratory.train;

import io.tiergate.laboratory.traffic.Observed;
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
 * Holds posteriors against labels of traffic, and moves them. What was seen when an answer was served is on record, and serving went by nothing else:
 * among requests of which the same was seen, the labelled ones are as good as any. So labels say how right a posterior is where answers were served;
 * of answers that were not, they say nothing but that the same shift may hold.
 */
final class Corrections {
    private final Map<Key, List<Seen>> byKey = new TreeMap<>();
    private final Map<Set<String>, Posterior> posteriors = new LinkedHashMap<>();
    private int unused;

    /** Which weights: those of a posterior for a model in a group. */
    private record Key(List<String> seen, String model, String group) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            return text().compareTo(other.text());
        }

        private String text() {
            return group + " " + seen + " " + model;
        }
    }

    private record Seen(double logOdds, boolean right) {}

    /**
     * A posterior against labels.
     *
     * @param seen the models whose answers it goes by
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
     */
    Corrections(List<Posterior> posteriors, List<Observed> observed) {
        posteriors.forEach(posterior -> this.posteriors.put(Set.copyOf(posterior.seen()), posterior));
        observed.forEach(this::add);
    }

    private void add(Observed one) {
        boolean used = one.weighed() ? addWeighed(one) : addGated(one);
        unused += used ? 0 : 1;
    }

    /** By the posterior that the plan served by: of all answers, or where the last one was served whatever it is, of those before. */
    private boolean addWeighed(Observed one) {
        List<Evidence.Seen> all = one.evidence().seen();
        return add(one, models(all))
                || (all.size() > 1
                        && all.getLast().model().equals(one.model())
                        && add(one, models(all.subList(0, all.size() - 1))));
    }

    /** By what a gate may have looked at: the answer alone, and all of them together. */
    private boolean addGated(Observed one) {
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
        byKey.computeIfAbsent(new Key(posterior.seen(), one.model(), one.group()), key -> new ArrayList<>())
                .add(new Seen(Platt.logOdds(Math.clamp(right.getAsDouble(), 1e-9, 1 - 1e-9)), one.right()));
        return true;
    }

    /** Labels with evidence that no posterior speaks of. */
    int unused() {
        return unused;
    }

    /** Every correction, in order. */
    List<Correction> all() {
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
                    key.seen(),
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
    static Posterior applied(Posterior posterior, List<Correction> corrections) {
        Map<String, LinearModel> right = new LinkedHashMap<>(posterior.right());
        for (Correction one : corrections) {
            LinearModel learned = right.get(one.model());
            if (one.seen().equals(posterior.seen()) && learned != null) {
                right.put(one.model(), moved(learned, one));
            }
        }
        return new Posterior(posterior.seen(), right, posterior.length());
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
