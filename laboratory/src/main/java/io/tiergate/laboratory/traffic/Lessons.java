package io.tiergate.laboratory.traffic;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What labels of served answers teach. Immutable.
 *
 * @param shares by group of estimates, by model
 * @param observed labels of which it is known what was seen
 * @param leftOut labels that teach no share, or of whose answer nothing is learned, with the reason
 * @param referenceMicros what a request of these tasks costs at the reference tier, on average
 * @param inputTokens of its prompt, on average
 */
public record Lessons(
        Map<String, Map<String, Share>> shares,
        List<Observed> observed,
        List<LeftOut> leftOut,
        double referenceMicros,
        double inputTokens) {
    /** No records. */
    public static final Lessons NONE = new Lessons(Map.of(), List.of(), List.of(), 0, 0);

    public Lessons {
        shares = new TreeMap<>(shares);
        observed = List.copyOf(observed);
        leftOut = List.copyOf(leftOut);
    }

    /** What labels say of a model in a group; null: nothing. */
    public @Nullable Share share(String group, String model) {
        return shares.getOrDefault(group, Map.of()).get(model);
    }

    /** Whether there is nothing to learn from. */
    public boolean isEmpty() {
        return shares.isEmpty() && observed.isEmpty();
    }
}
