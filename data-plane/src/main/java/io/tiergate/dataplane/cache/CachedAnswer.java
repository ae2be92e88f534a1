package io.tiergate.dataplane.cache;

import io.tiergate.dataplane.model.Answer;
import io.tiergate.policy.document.Digest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer that was given before, and where it came from.
 *
 * @param answer as the target gave it
 * @param origin what served it then
 * @param validity how long it may be served
 * @param labels what an invalidation may ask for
 */
public record CachedAnswer(Answer answer, Origin origin, Validity validity, Labels labels) {
    /**
     * What served it.
     *
     * @param target catalog id
     * @param tier empty for a pin or a panel
     * @param decisionId of the record that has its cost
     * @param policy digest of the policy that decided
     */
    public record Origin(String target, String tier, String decisionId, Digest policy) {}

    /**
     * How long it may be served.
     *
     * @param storedAtMillis epoch milliseconds
     * @param expiresAtMillis epoch milliseconds; not served from then on
     */
    public record Validity(long storedAtMillis, long expiresAtMillis) {}

    /**
     * What an invalidation may ask for.
     *
     * @param tenant whose request it answered
     * @param policy name of the policy that decided
     * @param user end user; null: not said
     * @param tags as the caller set them
     */
    public record Labels(
            String tenant, String policy, @Nullable String user, Map<String, String> tags) {
        public Labels {
            tags = Map.copyOf(tags);
        }
    }
}
