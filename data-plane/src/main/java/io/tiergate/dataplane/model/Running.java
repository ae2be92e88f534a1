package io.tiergate.dataplane.model;

import java.time.Duration;
import java.time.Instant;

/**
 * A resource that is active on this agent. Immutable.
 *
 * @param version which one
 * @param since when this agent activated this generation; kept across restarts
 * @param content compiled
 */
public record Running<T>(Version version, Instant since, T content) {
    /** How long ago it was activated; never negative, whatever the clock did. */
    public Duration age(Instant now) {
        Duration age = Duration.between(since, now);
        return age.isNegative() ? Duration.ZERO : age;
    }
}
