package io.tiergate.dataplane.gateway;

import java.time.Duration;

/** How long callers may need to take their answers. */
public final class Taking {
    /** A tenant's place, a provider's call and a thread wait for whoever does not read a stream. */
    private static final Duration STALLED = Duration.ofSeconds(30);

    private static final long NANOS_PER_BYTE = 1_000_000_000L / (64 * 1_024);

    private Taking() {}

    /** How long one may take nothing of a stream while more of it is to come: at most 30 s, and not longer than it may be quiet. */
    public static Duration stalled(Duration patience) {
        return patience.compareTo(STALLED) < 0 ? patience : STALLED;
    }

    /** What so many bytes may take beyond patience, where nobody sees how much of them is taken: whoever takes 64 KiB a second is in time. */
    public static long nanos(long bytes) {
        return bytes * NANOS_PER_BYTE;
    }
}
