package io.tiergate.dataplane.pipeline;

import io.tiergate.dataplane.model.Declared;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a test's caller declares, in the making. */
final class Said {
    private Map<String, String> tags = Map.of();
    private @Nullable String stakes;
    private @Nullable String atLeast;
    private boolean noCache;
    private @Nullable Long deadlineMillis;

    Said tag(String name) {
        tags = Map.of(name, "");
        return this;
    }

    Said stakes(String value) {
        stakes = value;
        return this;
    }

    Said atLeast(String value) {
        atLeast = value;
        return this;
    }

    Said noCache() {
        noCache = true;
        return this;
    }

    Said deadlineMillis(long value) {
        deadlineMillis = value;
        return this;
    }

    Declared declared() {
        return new Declared(null, null, stakes, null, null, tags, atLeast, noCache, deadlineMillis, 0);
    }
}
