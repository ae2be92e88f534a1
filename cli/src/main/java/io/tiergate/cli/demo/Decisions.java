package io.tiergate.cli.demo;

import io.tiergate.cli.record.LastRecords;
import io.tiergate.cli.session.Peer;
import io.tiergate.v1.ScanRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The decision records of all agents, as their record services give them. */
final class Decisions {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    /** An agent writes what it is offered within 200 ms. */
    private static final int LOOKS = 25;

    private static final long PAUSE_NANOS = 200_000_000;

    private final Map<String, JsonNode> byId = new LinkedHashMap<>();
    private final List<String> lines = new ArrayList<>();

    private Decisions() {}

    /**
     * Reads all; looks again for a while as long as one is missing that should be there.
     *
     * @param expected ids of decisions whose record cannot have been lost
     */
    static Decisions read(Collection<Peer> agents, Set<String> expected) {
        Decisions decisions = scan(agents);
        for (int look = 1; look < LOOKS && !decisions.byId.keySet().containsAll(expected); look++) {
            LockSupport.parkNanos(PAUSE_NANOS);
            decisions = scan(agents);
        }
        return decisions;
    }

    private static Decisions scan(Collection<Peer> agents) {
        Decisions decisions = new Decisions();
        for (Peer agent : agents) {
            LastRecords.of(agent, ScanRequest.getDefaultInstance(), Integer.MAX_VALUE)
                    .forEach(decisions::add);
        }
        return decisions;
    }

    private void add(String line) {
        JsonNode record = MAPPER.readTree(line);
        lines.add(line);
        byId.put(record.path("id").asString(""), record);
    }

    /** Each record as it was written. */
    List<String> lines() {
        return List.copyOf(lines);
    }

    Collection<JsonNode> all() {
        return byId.values();
    }

    /** The record of that decision, or null. */
    @Nullable
    JsonNode find(String id) {
        return byId.get(id);
    }
}
