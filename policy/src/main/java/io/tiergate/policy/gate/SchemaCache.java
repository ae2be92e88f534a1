package io.tiergate.policy.gate;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compiled schemas by their text, the least recently used dropped. Bounded in number, and in characters so that large
 * schemas cannot fill the heap. Safe for any number of threads; compiles outside its lock.
 */
final class SchemaCache {
    private static final long MAX_TOTAL_CHARS = 8L * 1024 * 1024;

    private final int capacity;
    private final LinkedHashMap<String, CompiledSchema.Outcome> outcomes = new LinkedHashMap<>(16, 0.75f, true);
    private long chars;

    SchemaCache(int capacity) {
        this.capacity = capacity;
    }

    CompiledSchema.Outcome get(String schemaJson) {
        CompiledSchema.Outcome known = lookUp(schemaJson);
        if (known != null) {
            return known;
        }
        CompiledSchema.Outcome outcome = CompiledSchema.compile(schemaJson);
        keep(schemaJson, outcome);
        return outcome;
    }

    private synchronized CompiledSchema.@Nullable Outcome lookUp(String schemaJson) {
        return outcomes.get(schemaJson);
    }

    private synchronized void keep(String schemaJson, CompiledSchema.Outcome outcome) {
        if (schemaJson.length() > CompiledSchema.MAX_CHARS) {
            return;
        }
        if (outcomes.put(schemaJson, outcome) == null) {
            chars += schemaJson.length();
        }
        while (outcomes.size() > capacity || chars > MAX_TOTAL_CHARS) {
            Map.Entry<String, CompiledSchema.Outcome> eldest = outcomes.pollFirstEntry();
            chars -= eldest.getKey().length();
        }
    }

    synchronized int size() {
        return outcomes.size();
    }
}
