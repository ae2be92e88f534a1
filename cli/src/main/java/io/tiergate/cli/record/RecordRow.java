package io.tiergate.cli.record;

import io.tiergate.cli.terminal.Failure;
import io.tiergate.cli.terminal.Figures;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One decision record in short, as JSON members of {@code docs/records.md} have it.
 *
 * @param timeMillis of arrival
 * @param what {@code POLICY/TASK}; empty where nothing was decided
 * @param outcome {@code served}, {@code below bar}, {@code exact hit}, {@code failed: WHY}, {@code refused: WHY}
 * @param target of the served answer; empty where there is none
 * @param rejected attempts before the served one
 */
public record RecordRow(
        String id,
        long timeMillis,
        String tenant,
        String what,
        String outcome,
        String tier,
        String target,
        int rejected,
        long costMicros,
        long totalMicros) {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String[] HEADINGS = {
        "TIME", "TENANT", "POLICY/TASK", "OUTCOME", "TIER", "TARGET", ">REJECTED", ">COST", ">TOOK", "DECISION"
    };

    static String[] headings() {
        return HEADINGS.clone();
    }

    static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JacksonException e) {
            throw Failure.usage("a record is not JSON: " + e.getOriginalMessage(), "update the agent or tiergate");
        }
    }

    /** A record in short. */
    public static RecordRow of(JsonNode record) {
        JsonNode served = served(record);
        boolean hit = kind(record).equals("hit");
        JsonNode source = hit ? record.path("cache") : served;
        String policy = record.at("/policy/name").asString("");
        return new RecordRow(
                record.path("id").asString(""),
                record.path("time_ms").asLong(0),
                record.path("tenant").asString("-"),
                policy.isEmpty()
                        ? ""
                        : policy + "/" + record.at("/features/task").asString(""),
                outcome(record),
                source.path("tier").asString(""),
                source.path("target").asString(""),
                Math.max(0, attempts(record).size() - (served.isMissingNode() ? 0 : 1)),
                record.path("cost_micros").asLong(0),
                record.at("/timing/total_us").asLong(0));
    }

    static String kind(JsonNode record) {
        return record.at("/end/kind").asString("");
    }

    static String outcome(JsonNode record) {
        JsonNode end = record.path("end");
        return switch (kind(record)) {
            case "served" -> end.path("below_bar").asBoolean(false) ? "below bar" : "served";
            case "hit" -> record.at("/cache/state").asString("") + " hit";
            case "failed" -> "failed: " + end.path("why").asString("");
            case "refused" -> "refused: " + end.path("error").asString("");
            default -> "?";
        };
    }

    /** Every attempt, in order. */
    public static List<JsonNode> attempts(JsonNode record) {
        List<JsonNode> attempts = new ArrayList<>();
        record.path("steps").forEach(step -> step.path("attempts").forEach(attempts::add));
        return attempts;
    }

    /** The served attempt; a missing node where there is none. */
    static JsonNode served(JsonNode record) {
        if (kind(record).equals("served")) {
            int number = record.at("/end/attempt").asInt(-1);
            for (JsonNode attempt : attempts(record)) {
                if (attempt.path("number").asInt(-2) == number) {
                    return attempt;
                }
            }
        }
        return record.path("no such member");
    }

    Object[] cells() {
        return new Object[] {
            Instant.ofEpochMilli(timeMillis).toString(),
            tenant,
            orDash(what),
            outcome,
            orDash(tier),
            orDash(target),
            rejected,
            Figures.money(costMicros),
            Figures.duration(totalMicros),
            id
        };
    }

    private static String orDash(String text) {
        return text.isEmpty() ? "-" : text;
    }
}
