package io.tiergate.policy.estimate;

import io.tiergate.policy.cost.Price;
import io.tiergate.policy.document.Digest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was learned of models: a document too, written by training, reviewed and pinned like one. Immutable; the same numbers on every machine.
 *
 * @param name for people
 * @param digest of the document
 * @param reference catalog id of the model that shares of quality are of
 * @param worths the grid: US dollars that one more right answer is worth, rising
 * @param tasks by {@link TaskEstimates#name}
 * @param overall the tasks' {@link TaskEstimates#reached} together: share of the reference's right answers by worth
 * @param posteriors by the set of models seen
 * @param ofOne by model: what its answer, seen alone, says of itself, for models that have no posterior of their own
 * @param confidence by model: what its log-probabilities say of its answers
 * @param selfReports by model: what it says itself of its answers, asked to grade them
 * @param origins by model: what it was when this was learned; nothing of models whose training did not say
 */
public record Estimates(
        String name,
        Digest digest,
        String reference,
        LinearModel.Weights worths,
        Map<String, TaskEstimates> tasks,
        LinearModel.Weights overall,
        Map<Set<String>, Posterior> posteriors,
        Map<String, Posterior> ofOne,
        Map<String, Confidence> confidence,
        Map<String, Confidence> selfReports,
        Map<String, Origin> origins) {
    public Estimates {
        tasks = Map.copyOf(tasks);
        posteriors = Map.copyOf(posteriors);
        ofOne = Map.copyOf(ofOne);
        confidence = Map.copyOf(confidence);
        selfReports = Map.copyOf(selfReports);
        origins = Map.copyOf(origins);
    }

    /**
     * A model as the catalog had it when this was learned.
     *
     * @param upstreamName the name that the provider knew it by
     * @param price what it cost
     */
    public record Origin(String upstreamName, Price price) {}

    /** Estimates with posteriors alone. */
    public Estimates(
            String name,
            Digest digest,
            String reference,
            LinearModel.Weights worths,
            Map<String, TaskEstimates> tasks,
            LinearModel.Weights overall,
            Map<Set<String>, Posterior> posteriors) {
        this(name, digest, reference, worths, tasks, overall, posteriors, Map.of(), Map.of(), Map.of(), Map.of());
    }

    /**
     * What was learned of requests of this task and domain.
     *
     * @param domain null: unknown
     * @return the domain's own where there are some, else the task's; null: no evidence
     */
    public @Nullable TaskEstimates task(String task, @Nullable String domain) {
        TaskEstimates own = domain == null ? null : tasks.get(key(task, domain));
        return own == null ? tasks.get(task) : own;
    }

    /** The name of a task's estimates in one domain. */
    public static String key(String task, String domain) {
        return task + "/" + domain;
    }

    /** What answers of exactly these models say; null: nothing was learned of that. */
    public @Nullable Posterior posterior(Set<String> seen) {
        return posteriors.get(seen);
    }

    /** What this model's answer, seen alone, says of itself; null: nothing was learned of that. */
    public @Nullable Posterior alone(String model) {
        Posterior own = posteriors.get(Set.of(model));
        return own == null ? ofOne.get(model) : own;
    }

    /** Catalog ids of every model that something is known of, sorted. */
    public List<String> models() {
        return tasks.values().stream()
                .flatMap(task -> task.priors().keySet().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * The least worth of a right answer at which a share of the reference's right answers is reached.
     *
     * @param reached a task's, or {@link #overall}
     * @param share 1 is as many as the reference gives
     * @return US dollars, one of the grid: quality may rise in a step between two of them; the last where none reaches it
     */
    public double worthOf(LinearModel.Weights reached, double share) {
        for (int i = 0; i < worths.size(); i++) {
            if (reached.get(i) >= share) {
                return worths.get(i);
            }
        }
        return worths.get(worths.size() - 1);
    }

    /**
     * A value of the grid at any worth, between two in proportion; at the grid's ends beyond them.
     *
     * @param byWorth as many as {@link #worths}
     */
    public double at(LinearModel.Weights byWorth, double worth) {
        int last = worths.size() - 1;
        if (worth <= worths.get(0)) {
            return byWorth.get(0);
        }
        for (int i = 1; i <= last; i++) {
            if (worth <= worths.get(i)) {
                double part = (worth - worths.get(i - 1)) / (worths.get(i) - worths.get(i - 1));
                return byWorth.get(i - 1) + part * (byWorth.get(i) - byWorth.get(i - 1));
            }
        }
        return byWorth.get(last);
    }
}
