package io.tiergate.dataplane.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the caller says of a request, beside its body. It may tighten what the policy says, never loosen it. Null: not said.
 *
 * @param task task type
 * @param domain subject area
 * @param stakes {@code low} or {@code high}
 * @param session part of the sticky key
 * @param user end user
 * @param tags labels for reports
 * @param atLeast lower bound on the tier
 * @param noCache neither read nor write the cache
 * @param deadlineMillis time for the whole request
 * @param minGeneration refuse where the agent's routing is older; 0: no demand
 */
public record Declared(
        @Nullable String task,
        @Nullable String domain,
        @Nullable String stakes,
        @Nullable String session,
        @Nullable String user,
        Map<String, String> tags,
        @Nullable String atLeast,
        boolean noCache,
        @Nullable Long deadlineMillis,
        long minGeneration) {
    /** Longest task, domain, session, user and tier. */
    public static final int MAX_VALUE_CHARS = 256;
    /** Most tags. */
    public static final int MAX_TAGS = 16;
    /** Longest name and value of a tag. */
    public static final int MAX_TAG_CHARS = 64;

    /** Nothing said. */
    public static final Declared NOTHING = new Declared(null, null, null, null, null, Map.of(), null, false, null, 0);

    public Declared {
        tags = Map.copyOf(tags);
    }

    /** The same with another deadline. */
    public Declared withDeadline(@Nullable Long millis) {
        return new Declared(task, domain, stakes, session, user, tags, atLeast, noCache, millis, minGeneration);
    }
}
