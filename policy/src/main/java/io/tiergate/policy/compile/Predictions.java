package io.tiergate.policy.compile;

import io.tiergate.policy.predict.Predicted;
import io.tiergate.policy.predict.Prediction;
import io.tiergate.policy.rule.Features;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the classifier is asked where callers declare nothing. Immutable.
 *
 * @param model {@code sha256:HEX} of the model set that the policy pins; empty: the node's default
 * @param task which task it is; null: not asked
 * @param domain which domain; null: not asked
 * @param mostMicros microseconds that a text may cost; a dearer one is not sent
 */
public record Predictions(
        String model, @Nullable Prediction task, @Nullable Prediction domain, long mostMicros) {
    /** What a text may cost where the policy says nothing of it. */
    public static final long MOST_MICROS = 200_000;

    /**
     * What the caller left open.
     *
     * @param task no task was named
     * @param domain no domain was declared
     */
    public record Open(boolean task, boolean domain) {
        /** Nothing. */
        public static final Open NOTHING = new Open(false, false);
    }

    /** Heads that must answer; empty: nothing needs to be asked. */
    public Set<String> heads(Open open) {
        Set<String> heads = new LinkedHashSet<>();
        if (open.task() && task != null) {
            heads.add(task.head());
        }
        if (open.domain() && domain != null) {
            heads.add(domain.head());
        }
        return heads;
    }

    /** The features with what was predicted of what was left open; where there is no evidence, as they were. */
    public Features applied(Features declared, Open open, Predicted predicted, Map<String, TaskProfile> tasks) {
        String named = open.task() && task != null ? task.label(predicted) : null;
        TaskProfile profile = named == null ? null : tasks.get(named);
        String predictedDomain = open.domain() && domain != null ? domain.label(predicted) : null;
        Features.Size size = declared.size();
        if (profile != null && size.maxOutputTokens() == null) {
            size = new Features.Size(size.inputTokens(), profile.outputTokens(), null);
        }
        String absent = profile != null && open.domain() ? profile.domain() : declared.domain();
        return new Features(
                profile == null ? declared.task() : profile.name(),
                predictedDomain == null ? absent : predictedDomain,
                declared.stakes(),
                size,
                declared.form(),
                declared.caller(),
                declared.tags());
    }
}
