package io.tiergate.laboratory.train;

import io.tiergate.laboratory.recorded.Case;
import io.tiergate.laboratory.recorded.Percentile;
import io.tiergate.laboratory.traffic.Share;
import io.tiergate.policy.estimate.Latency;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is known of a model before it is asked. */
final class Priors {
    /** A task's own answers weigh as much as the model's mean over all tasks once there are this many. */
    private static final double LABELS = 10;

    /** A task's 95th percentile is its own once so many of its answers were timed; before, the model's over all tasks. */
    private static final int TIMED = 20;

    /**
     * However many labels a set has, against those of traffic it weighs as this many. A set stands in for traffic, and is off by some points: so
     * many labels have a standard deviation of .08 at a share of .5, of .06 at .8. Chosen, not measured.
     */
    static final double SET_AT_MOST = 40;

    /** So many answers of traffic say how long they are. */
    private static final int COUNTED = 20;

    private Priors() {}

    /**
     * A model's prior in a group.
     *
     * @param all the set's cases
     * @param indices those of the group; may be none
     * @param share what labels of traffic say of it; null: nothing
     */
    static EstimatesWriter.Prior of(String model, List<Case> all, List<Integer> indices, @Nullable Share share) {
        double mean = all.stream()
                .mapToDouble(one -> one.answer(model).score())
                .average()
                .orElse(0);
        double right = indices.stream()
                .mapToDouble(index -> all.get(index).answer(model).score())
                .sum();
        List<Case> measured =
                indices.isEmpty() ? all : indices.stream().map(all::get).toList();
        double tokens = measured.stream()
                .mapToDouble(one -> one.answer(model).usage().totalOutput())
                .average()
                .orElse(0);
        return updated(
                new EstimatesWriter.Prior(
                        (right + LABELS * mean) / (indices.size() + LABELS), tokens, latency(model, all, indices)),
                indices.size() + LABELS,
                share);
    }

    /**
     * A model's prior in a group by labels of traffic alone.
     *
     * @param mean how often it is right over all groups
     * @param share what labels say of it in this group; null: nothing
     * @param outputTokens of an answer over all groups
     */
    static EstimatesWriter.Prior of(double mean, @Nullable Share share, double outputTokens) {
        return updated(new EstimatesWriter.Prior(mean, outputTokens, null), LABELS, share);
    }

    private static EstimatesWriter.Prior updated(EstimatesWriter.Prior start, double labels, @Nullable Share share) {
        if (share == null) {
            return start;
        }
        double weight = Math.min(labels, SET_AT_MOST);
        return new EstimatesWriter.Prior(
                (weight * start.right() + share.effective() * share.right()) / (weight + share.effective()),
                share.requests() < COUNTED ? start.outputTokens() : share.outputTokens(),
                share.latency() == null ? start.latency() : share.latency());
    }

    private static @Nullable Latency latency(String model, List<Case> all, List<Integer> indices) {
        long[] own = timed(indices.stream().map(all::get), model);
        long[] known = own.length >= TIMED ? own : timed(all.stream(), model);
        return known.length < TIMED ? null : new Latency(Percentile.of(known, 50), Percentile.of(known, 95));
    }

    /** Rising. */
    private static long[] timed(Stream<Case> cases, String model) {
        return cases.map(one -> one.answer(model).latencyMillis())
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
    }
}
