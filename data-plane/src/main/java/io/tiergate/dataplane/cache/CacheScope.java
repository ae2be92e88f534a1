package io.tiergate.dataplane.cache;

import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.compile.CompiledPolicy;
import io.tiergate.policy.compile.Predictions;
import io.tiergate.policy.compile.Tier;
import io.tiergate.policy.document.Digest;
import io.tiergate.policy.plan.Constraints;
import io.tiergate.policy.plan.Decision;
import org.jspecify.annotations.Nullable;

/**
 * What must be equal for two requests to share an answer, beside their bodies.
 *
 * @param tenant whose answers; null: every tenant of the policy
 * @param policy its name
 * @param epoch digest of what in the policy can change an answer
 * @param task task type
 * @param constraints what rules, the caller and a pin ask of the plan, as {@link #constraints} writes it
 * @param embeddingModel version of the model that embeds the last user turn; null: none is used
 */
public record CacheScope(
        @Nullable String tenant,
        String policy,
        Digest epoch,
        String task,
        String constraints,
        @Nullable String embeddingModel) {

    /** The scope of a request: before a classifier is asked, for a hit must need none. */
    public static CacheScope of(Decision decision) {
        return of(decision, task(decision), null);
    }

    /**
     * The scope of a request whose decision is made: similar questions of the same task under the same constraints, whoever named these.
     *
     * @param embeddingModel {@code sha256:HEX} of the model set that embeds
     */
    public static CacheScope similar(Decision decision, String embeddingModel) {
        return of(decision, decision.task().name(), embeddingModel);
    }

    private static CacheScope of(Decision decision, String task, @Nullable String embeddingModel) {
        CompiledPolicy policy = decision.arm().policy();
        Model pin = decision.inputs().asked().pin();
        return new CacheScope(
                switch (policy.settings().cache().share()) {
                    case TENANT -> decision.features().caller().tenant();
                    case POLICY -> null;
                },
                policy.name(),
                policy.cacheEpoch(),
                task,
                constraints(decision.constraints(), pin == null ? null : pin.id()),
                embeddingModel);
    }

    /** What a caller named and what it left to a classifier are two questions, whatever the classifier says. */
    private static String task(Decision decision) {
        Predictions.Open open = decision.inputs().open();
        return decision.task().name() + (open.task() ? "?task" : "") + (open.domain() ? "?domain" : "");
    }

    /** Constraints and pin as one text; different ones give different texts. */
    static String constraints(Constraints constraints, @Nullable String pin) {
        StringBuilder text = new StringBuilder();
        append(text, "exact", name(constraints.exact()));
        append(text, "at_least", name(constraints.atLeast()));
        append(text, "at_most", name(constraints.atMost()));
        append(text, "pin", pin);
        return text.toString();
    }

    private static void append(StringBuilder text, String label, @Nullable String value) {
        if (value != null) {
            text.append(label)
                    .append('=')
                    .append(value.length())
                    .append(':')
                    .append(value)
                    .append(';');
        }
    }

    private static @Nullable String name(@Nullable Tier tier) {
        return tier == null ? null : tier.name();
    }
}
