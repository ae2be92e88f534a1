package io.tiergate.laboratory.train;

import io.tiergate.laboratory.recorded.Case;
import io.tiergate.laboratory.recorded.Percentile;
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

    private Priors() {}

    static EstimatesWriter.Prior of(String model, List<Case> all, List<Integer> indices) {
        double mean = all.stream()
                .mapToDouble(one -> one.answer(model).score())
                .average()
                .orElse(0);
        double right = indices.stream()
                .mapToDouble(index -> all.get(index).answer(model).score())
                .sum();
        double tokens = indices.stream()
                .mapToDouble(index -> all.get(index).answer(model).usage().totalOutput())
                .average()
                .orElse(0);
        return new EstimatesWriter.Prior(
                (right + LABELS * mean) / (indices.size() + LABELS), tokens, latency(model, all, indices));
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
