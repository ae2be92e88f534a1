package io.tiergate.policy.compile;

import io.tiergate.policy.document.Digest;
import io.tiergate.policy.rule.Rule;
import io.tiergate.policy.similarity.SemanticSettings;
import io.tiergate.policy.similarity.TextEquality;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A policy ready to decide: complete, checked, immutable. The hot path parses nothing.
 *
 * @param name the policy's name
 * @param digest of the document
 * @param cacheEpoch digest of what can change an answer: models, rules, kinds of gates
 * @param tiers every tier
 * @param tasks by name, in document order
 * @param defaultTask task of requests that declare none
 * @param rules in document order
 * @param settings everything else
 */
public record CompiledPolicy(
        String name,
        Digest digest,
        Digest cacheEpoch,
        TierTable tiers,
        Map<String, TaskProfile> tasks,
        String defaultTask,
        List<Rule> rules,
        Settings settings) {
    public CompiledPolicy {
        tasks = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(tasks));
        rules = List.copyOf(rules);
    }

    /** The task of that name, or null. */
    public @Nullable TaskProfile task(String taskName) {
        return tasks.get(taskName);
    }

    /**
     * What holds for every request of the policy.
     *
     * @param defaultStakes {@code low} or {@code high}, for requests that declare none
     * @param allowedProviders provider names; empty: every provider
     * @param cache what is cached
     * @param budget bounds of one request
     * @param timeouts bounds of one attempt, where the task has none of its own
     * @param retries further tries of one target after a failure that may pass
     * @param predictions what the classifier is asked; null: nothing
     * @param equality when free texts are equal; null: where they are the same text
     */
    public record Settings(
            String defaultStakes,
            Set<String> allowedProviders,
            CacheSettings cache,
            Budget budget,
            Timeouts timeouts,
            int retries,
            @Nullable Predictions predictions,
            @Nullable TextEquality equality) {
        public Settings {
            allowedProviders = Set.copyOf(allowedProviders);
        }

        /** Settings of a policy that asks no classifier. */
        public Settings(
                String defaultStakes,
                Set<String> allowedProviders,
                CacheSettings cache,
                Budget budget,
                Timeouts timeouts,
                int retries) {
            this(defaultStakes, allowedProviders, cache, budget, timeouts, retries, null, null);
        }

        /** Microseconds of the classifier that a text may cost; a dearer one is not sent. */
        public long mostMicros() {
            return predictions == null ? Predictions.MOST_MICROS : predictions.mostMicros();
        }

        /** Whether models of that provider may be called. */
        public boolean allows(String provider) {
            return allowedProviders.isEmpty() || allowedProviders.contains(provider);
        }
    }

    /**
     * What is cached.
     *
     * @param exact whether equal requests are answered from the cache
     * @param ttlSeconds how long an answer may be served
     * @param share who may get whose answers
     * @param semantic when an answer to a similar question may be served; null: never
     */
    public record CacheSettings(
            boolean exact,
            long ttlSeconds,
            Share share,
            @Nullable SemanticSettings semantic) {
        /** Settings of a cache of equal requests alone. */
        public CacheSettings(boolean exact, long ttlSeconds, Share share) {
            this(exact, ttlSeconds, share, null);
        }

        /** Who may get whose answers. */
        public enum Share {
            /** Only the tenant that paid for it. */
            TENANT,
            /** Every tenant of the policy. */
            POLICY
        }
    }

    /**
     * Bounds of one request, over all its attempts.
     *
     * @param deadlineMillis from arrival to the end of the answer
     * @param attempts calls to targets, retries included
     * @param costMicros micro-dollars; {@link Long#MAX_VALUE}: none
     */
    public record Budget(long deadlineMillis, int attempts, long costMicros) {}

    /**
     * Bounds of one attempt.
     *
     * @param firstTokenMillis until the first byte of the answer
     * @param idleMillis between two pieces of the answer
     */
    public record Timeouts(long firstTokenMillis, long idleMillis) {}
}
