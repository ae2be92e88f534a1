package io.tiergate.dataplane.model;

import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A decision's id: the agent's name, a dot, and a UUIDv7 (RFC 9562), so that ids sort by time and say which agent has the record.
 */
public final class DecisionId {
    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final int UUID_CHARS = 36;

    private DecisionId() {}

    /** A new id. */
    public static String next(String agent, long epochMillis) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = (epochMillis << 16) | VERSION_7 | (random.nextLong() & 0x0FFF);
        long low = VARIANT | (random.nextLong() >>> 2);
        return agent + '.' + new UUID(high, low);
    }

    /** When an id was made, in milliseconds since 1970; -1 if it is not of the form {@code AGENT.UUIDv7}. */
    public static long timeMillis(String id) {
        int start = id.length() - UUID_CHARS;
        if (start < 2 || id.charAt(start - 1) != '.' || id.charAt(start + 8) != '-' || id.charAt(start + 14) != '7') {
            return -1;
        }
        try {
            return (HexFormat.fromHexDigitsToLong(id, start, start + 8) << 16)
                    | HexFormat.fromHexDigitsToLong(id, start + 9, start + 13);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
