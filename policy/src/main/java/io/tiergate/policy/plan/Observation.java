package io.tiergate.policy.plan;

import java.util.Set;

/**
 * What was seen of the world when a move was chosen; part of the record.
 *
 * @param elapsedMillis since the request arrived
 * @param unavailable catalog ids of targets that are known to be down
 */
public record Observation(long elapsedMillis, Set<String> unavailable) {
    public Observation {
        unavailable = Set.copyOf(unavailable);
    }
}
