package io.tiergate.dataplane.record;

import io.tiergate.v1.SpendGroup;
import io.tiergate.v1.SpendRequest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Money summed over records, by one of their properties. A request counts once, in the group of what served it; by model and by tier its
 * attempts and their money count where they were spent, and the key is empty where there is none: nothing was served, or a tier was not
 * asked for (a pin, a panel). Holds one group per key. Confined to one thread.
 */
final class SpendTable {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final SpendRequest.By by;
    private final Map<String, SpendGroup.Builder> groups = new TreeMap<>();

    SpendTable(SpendRequest.By by) {
        this.by = by;
    }

    /** The groups by key. */
    List<SpendGroup> groups() {
        return groups.values().stream().map(SpendGroup.Builder::build).toList();
    }

    /** Adds one record; one that cannot be read is passed over. */
    void add(StoredRecord stored) {
        JsonNode json;
        try {
            json = MAPPER.readTree(stored.json().toByteArray());
        } catch (JacksonException e) {
            return;
        }
        JsonNode served = servedAttempt(json);
        boolean hit = json.at("/end/kind").asString("").equals("hit");
        JsonNode source = hit ? json.path("cache") : served;
        SpendGroup.Builder group = group(key(json, stored, source));
        group.setRequests(group.getRequests() + 1);
        if (hit) {
            group.setHits(group.getHits() + 1);
            if (source.path("state").asString("").equals("semantic")) {
                group.setSemanticHits(group.getSemanticHits() + 1);
            }
        }
        group.setReferenceMicros(
                group.getReferenceMicros() + json.path("reference_micros").asLong(0));
        attempts(json, stored);
    }

    /** The ledger has one line for each billed attempt, in their order. */
    private void attempts(JsonNode json, StoredRecord stored) {
        int[] line = {0};
        eachAttempt(json, attempt -> {
            SpendGroup.Builder group = group(key(json, stored, attempt));
            group.setAttempts(group.getAttempts() + 1);
            if (isBilled(attempt)) {
                JsonNode billed = json.path("ledger").path(line[0]++);
                long micros = billed.path("micros").asLong(0);
                switch (billed.path("kind").asString("")) {
                    case "served" -> group.setServedMicros(group.getServedMicros() + micros);
                    case "judge" -> group.setJudgeMicros(group.getJudgeMicros() + micros);
                    default -> group.setDiscardedMicros(group.getDiscardedMicros() + micros);
                }
                if (billed.path("usage").path("estimated").asBoolean(false)) {
                    group.setEstimatedAttempts(group.getEstimatedAttempts() + 1);
                    group.setEstimatedMicros(group.getEstimatedMicros() + micros);
                }
            }
        });
    }

    private static boolean isBilled(JsonNode attempt) {
        for (JsonNode tokens : attempt.path("usage")) {
            if (tokens.asLong(0) != 0) {
                return true;
            }
        }
        return false;
    }

    private static JsonNode servedAttempt(JsonNode json) {
        JsonNode[] served = {json.path("end").path("none")};
        int number = json.at("/end/attempt").asInt(0);
        eachAttempt(json, attempt -> {
            if (attempt.path("number").asInt(-1) == number) {
                served[0] = attempt;
            }
        });
        return served[0];
    }

    private static void eachAttempt(JsonNode json, Consumer<JsonNode> action) {
        for (JsonNode step : json.path("steps")) {
            step.path("attempts").forEach(action);
        }
    }

    private String key(JsonNode json, StoredRecord stored, JsonNode source) {
        return switch (by) {
            case TASK -> stored.task();
            case TENANT -> stored.tenant();
            case MODEL -> source.path("target").asString("");
            case TIER -> source.path("tier").asString("");
            case ARM ->
                stored.policy().isEmpty()
                        ? ""
                        : stored.policy() + "/" + json.at("/policy/arm").asString("");
            case BY_UNSPECIFIED, UNRECOGNIZED -> throw new IllegalArgumentException("nothing to sum by");
        };
    }

    private SpendGroup.Builder group(String key) {
        return groups.computeIfAbsent(key, name -> SpendGroup.newBuilder().setKey(name));
    }
}
