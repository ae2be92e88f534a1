package io.tiergate.cli.record;

import io.tiergate.cli.session.Wire;
import io.tiergate.cli.terminal.Figures;
import io.tiergate.cli.terminal.Terminal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** One decision record, told to people. Not thread-safe. */
public final class Story {
    private static final long MILLION = 1_000_000;

    private final JsonNode record;
    private final Terminal terminal;
    private final StoryLines lines;
    private final PlanStory plans;

    private Story(JsonNode record, Terminal terminal) {
        this.record = record;
        this.terminal = terminal;
        this.lines = new StoryLines(terminal);
        this.plans = new PlanStory(lines);
    }

    /** What happened to that request, line by line. */
    public static String of(JsonNode record, Terminal terminal) {
        return new Story(record, terminal).tell();
    }

    private String tell() {
        who();
        if (record.has("policy")) {
            decided();
        }
        cache();
        plans.plan(record.path("plan"));
        new AttemptStory(record, terminal, lines, plans).attempts();
        end();
        money();
        timing();
        return lines.toString();
    }

    private void who() {
        lines.line("decision", string("/id"));
        lines.line(
                "when",
                Instant.ofEpochMilli(record.path("time_ms").asLong(0)) + ", agent " + string("/agent") + " ("
                        + string("/build") + "), over " + string("/api") + ", asked for `" + string("/asked") + "`");
        String tenant = string("/tenant");
        String caller = string("/caller").isEmpty() ? "unknown" : string("/caller");
        String subscription = string("/features/subscription");
        lines.line(
                "caller",
                caller
                        + (tenant.isEmpty() ? "" : " of tenant " + tenant)
                        + (subscription.isEmpty() ? "" : " (" + subscription + ")"));
        lines.line("content", content("routing") + ", " + content("access"));
    }

    private String content(String name) {
        JsonNode content = record.path(name);
        return content.isMissingNode()
                ? "no " + name
                : name + " generation " + content.path("generation").asLong(0) + " ("
                        + Wire.abbreviated(content.path("digest").asString("")) + ")";
    }

    private void decided() {
        lines.line(
                "policy",
                string("/policy/name") + " revision "
                        + record.at("/policy/revision").asLong(0) + ", arm " + string("/policy/arm"));
        JsonNode features = record.path("features");
        lines.line(
                "request",
                "task " + features.path("task").asString("") + ", domain "
                        + features.path("domain").asString("unknown") + ", stakes "
                        + features.path("stakes").asString("") + ", "
                        + features.path("input_tokens").asLong(0) + " tokens in, "
                        + features.path("expected_output_tokens").asLong(0) + " expected out");
        predicted();
        demands();
        for (JsonNode rule : record.path("rules")) {
            String applied = rule.path("applied").asString("");
            lines.line(
                    "rule",
                    rule.path("rule").asString("") + ": " + rule.path("result").asString("")
                            + (applied.isEmpty() ? "" : ", so " + applied));
        }
    }

    /** What a classifier said of what the caller left open. */
    private void predicted() {
        JsonNode predicted = record.path("predicted");
        if (predicted.isMissingNode()) {
            return;
        }
        String failure = predicted.path("failure").asString("");
        if (!failure.isEmpty()) {
            lines.line("predicted", "nothing: " + failure);
            return;
        }
        StringBuilder scores = new StringBuilder();
        predicted
                .path("scores")
                .properties()
                .forEach(head -> head.getValue()
                        .properties()
                        .forEach(label -> scores.append(scores.isEmpty() ? "" : ", ")
                                .append(head.getKey())
                                .append(' ')
                                .append(label.getKey())
                                .append(' ')
                                .append(Figures.percent(label.getValue().asLong(0), MILLION))));
        lines.line(
                "predicted",
                "task " + predicted.path("task").asString("") + ", domain "
                        + predicted.path("domain").asString("unknown")
                        + (predicted.path("unseen").asBoolean(false) ? "; unlike anything seen in training" : "")
                        + " (" + scores + ")");
    }

    private void demands() {
        JsonNode demands = record.path("demands");
        List<String> made = new ArrayList<>();
        if (demands.has("at_least")) {
            made.add("at least tier " + demands.path("at_least").asString(""));
        }
        if (demands.path("no_cache").asBoolean(false)) {
            made.add("no cache");
        }
        if (demands.has("pin")) {
            made.add("model " + demands.path("pin").asString(""));
        }
        if (demands.has("deadline_ms")) {
            made.add("within " + demands.path("deadline_ms").asLong(0) + " ms");
        }
        if (!made.isEmpty()) {
            lines.line("demands", String.join(", ", made));
        }
    }

    private void cache() {
        String origin = string("/cache/origin");
        lines.line(
                "cache",
                string("/cache/state")
                        + (origin.isEmpty()
                                ? ""
                                : ": the answer of " + string("/cache/target") + ", decision " + origin));
        similar(!origin.isEmpty());
    }

    /** What came of looking for a similar question. */
    private void similar(boolean served) {
        JsonNode similar = record.at("/cache/similar");
        if (similar.has("unasked")) {
            lines.line("similar", "not looked for: " + similar.path("unasked").asString(""));
        } else if (!similar.isMissingNode()) {
            lines.line(
                    "similar",
                    (served ? "a question" : "the likeliest question") + " whose answer fits with probability "
                            + Figures.percent(similar.path("probability").asLong(0), MILLION) + ", cosine "
                            + Figures.percent(similar.path("cosine").asLong(0), MILLION)
                            + (served ? "" : ": not served"));
        }
    }

    private void end() {
        JsonNode end = record.path("end");
        plans.reckoned(end, end.path("below_bar").asBoolean(false) ? "beyond the budget" : "not worth it");
        lines.line(
                "end",
                switch (RecordRow.kind(record)) {
                    case "served" ->
                        "served attempt " + end.path("attempt").asInt(0)
                                + (end.path("below_bar").asBoolean(false) ? ", below the bar" : "");
                    case "hit" -> "served from the cache";
                    case "failed" -> "failed: " + end.path("why").asString("") + detail(end);
                    case "refused" ->
                        "refused: " + end.path("error").asString("") + ": "
                                + end.path("message").asString("");
                    default -> "unknown";
                });
    }

    private void money() {
        long cost = record.path("cost_micros").asLong(0);
        long reference = record.path("reference_micros").asLong(0);
        long discarded = spent("discarded");
        long judged = spent("judge");
        lines.line(
                "money",
                Figures.money(cost)
                        + (discarded == 0 ? "" : ", of it " + Figures.money(discarded) + " discarded")
                        + (judged == 0 ? "" : ", of it " + Figures.money(judged) + " for judging")
                        + (reference == 0
                                ? ""
                                : "; at the reference tier " + Figures.money(reference) + ", saved "
                                        + Figures.percent(reference - cost, reference)));
    }

    private long spent(String kind) {
        long spent = 0;
        for (JsonNode line : record.path("ledger")) {
            spent += line.path("kind").asString("").equals(kind)
                    ? line.path("micros").asLong(0)
                    : 0;
        }
        return spent;
    }

    private void timing() {
        lines.line(
                "timing",
                Figures.duration(record.at("/timing/total_us").asLong(0)) + ", of it "
                        + Figures.duration(record.at("/timing/upstream_us").asLong(0)) + " for providers and "
                        + Figures.duration(record.at("/timing/overhead_us").asLong(0)) + " in the agent");
    }

    private String string(String pointer) {
        return record.at(pointer).asString("");
    }

    /** What a node says of why, in brackets; empty where it does not. */
    static String detail(JsonNode node) {
        String detail = node.path("detail").asString("");
        return detail.isEmpty() ? "" : " (" + detail + ")";
    }
}
