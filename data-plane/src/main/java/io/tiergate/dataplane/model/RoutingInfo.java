package io.tiergate.dataplane.model;

import io.tiergate.policy.document.Digest;
import org.jspecify.annotations.Nullable;

/**
 * What Tiergate did with a request, as every reply says it.
 *
 * @param decisionId of the record
 * @param version what decided; null for requests that were refused before that was known
 * @param task task type; empty when not known
 * @param served where the answer is from
 * @param cache what the cache did
 * @param costMicros of all attempts, micro-dollars
 * @param escalations answers rejected before the served one
 */
public record RoutingInfo(
        String decisionId,
        @Nullable PolicyVersion version,
        String task,
        ServedBy served,
        CacheState cache,
        long costMicros,
        int escalations) {
    /** Nothing but the id is known. */
    public static RoutingInfo unknown(String decisionId) {
        return new RoutingInfo(decisionId, null, "", ServedBy.NOBODY, CacheState.BYPASS, 0, 0);
    }

    /**
     * What decided.
     *
     * @param policy its name
     * @param revision its number, for people
     * @param digest its identity
     * @param generation of the agent's routing
     * @param arm which version of the policy
     */
    public record PolicyVersion(String policy, long revision, Digest digest, long generation, String arm) {}

    /**
     * Where an answer is from.
     *
     * @param tier empty for a pin or a panel
     * @param target catalog id
     * @param belowBar the best attempt was served although the bar was not met
     */
    public record ServedBy(String tier, String target, boolean belowBar) {
        /** No answer. */
        public static final ServedBy NOBODY = new ServedBy("", "", false);
    }
}
