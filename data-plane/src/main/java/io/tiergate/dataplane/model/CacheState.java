package io.tiergate.dataplane.model;

import java.util.Locale;

/** What the cache did for a request. */
public enum CacheState {
    /** Not looked up. */
    BYPASS,
    /** Looked up, nothing served. */
    MISS,
    /** Served from the exact cache. */
    EXACT,
    /** Served from the semantic cache. */
    SEMANTIC;

    /** Lower-case name, as records and headers use it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
