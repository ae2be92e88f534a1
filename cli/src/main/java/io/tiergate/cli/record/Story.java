package io.tiergate.cli.record;

import io.tiergate.cli.session.Wire;
import io.tiergate.cli.terminal.Figures;
import io.tiergate.cli.terminal.Paint;
import io.tiergate.cli.terminal.Terminal;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** One decision record, told to people. Not thread-safe. */
public final class Story {
    private static final long MILLION = 1_000_000;
    private static final long MICROS_PER_MILLI = 1_000;
    private static final int INDENT = 10;
    private static final int ALL = 10_000;

    private final JsonNode record;
    private final Terminal terminal;
    private final StringBuilder text = new StringBuilder();

    private Story(JsonNode record, Terminal terminal) {
        this.record = record;
        this.terminal = terminal;
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
        plan();
        attempts();
        end();
        money();
        timing();
        return text.toString();
    }

    private void who() {
        line("decision", string("/id"));
        line(
                "when",
                Instant.ofEpochMilli(record.path("time_ms").asLong(0)) + ", agent " + string("/agent") + " ("
                        + string("/build") + "), over " + string("/api") + ", asked for `" + string("/asked") + "`");
        String tenant = string("/tenant");
        String caller = string("/caller").isEmpty() ? "unknown" : string("/caller");
        String subscription = string("/features/subscription");
        line(
                "caller",
                caller
                        + (tenant.isEmpty() ? "" : " of tenant " + tenant)
                        + (subscription.isEmpty() ? "" : " (" + subscription + ")"));
        line("content", content("routing") + ", " + content("access"));
    }

    private String content(String name) {
        JsonNode content = record.path(name);
        return content.isMissingNode()
                ? "no " + name
                : name + " generation " + content.path("generation").asLong(0) + " ("
                        + Wire.abbreviated(content.path("digest").asString("")) + ")";
    }

    private void decided() {
        line(
                "policy",
                string("/policy/name") + " revision "
                        + record.at("/policy/revision").asLong(0) + ", arm " + string("/policy/arm"));
        JsonNode features = record.path("features");
        line(
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
            line(
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
            line("predicted", "nothing: " + failure);
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
        line(
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
            line("demands", String.join(", ", made));
        }
    }

    private void cache() {
        String origin = string("/cache/origin");
        line(
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
            line("similar", "not looked for: " + similar.path("unasked").asString(""));
        } else if (!similar.isMissingNode()) {
            line(
                    "similar",
                    (served ? "a question" : "the likeliest question") + " whose answer fits with probability "
                            + Figures.percent(similar.path("probability").asLong(0), MILLION) + ", cosine "
                            + Figures.percent(similar.path("cosine").asLong(0), MILLION)
                            + (served ? "" : ": not served"));
        }
    }

    private void plan() {
        JsonNode plan = record.path("plan");
        boolean begun = plan.has("weighed");
        if (begun) {
            weighed(plan);
        }
        for (JsonNode rung : plan.path("rungs")) {
            if (isWeighed(rung)) {
                continue; // told with the ways to begin, and where answers led to it
            }
            String tier = rung.path("tier").asString("");
            line(
                    begun ? "" : "plan",
                    (begun ? "then " : plan.path("strategy").asString("") + ": ")
                            + (tier.isEmpty() ? "" : tier + ", ")
                            + String.join(", ", targets(rung))
                            + (rung.has("agree")
                                    ? " together, " + rung.path("agree").asInt(0) + " must agree"
                                    : "")
                            + (rung.path("spare").asBoolean(false) ? " (only if the others fail)" : ""));
            begun = true;
        }
        for (JsonNode excluded : plan.path("excluded")) {
            line(
                    "left out",
                    excluded.path("target").asString("") + ": "
                            + excluded.path("reason").asString(""));
        }
    }

    /** Of a hybrid plan: neither a tier's rung nor a panel. */
    private static boolean isWeighed(JsonNode rung) {
        return !rung.has("spare") && !rung.has("agree");
    }

    private static List<String> targets(JsonNode rung) {
        List<String> targets = new ArrayList<>();
        rung.path("targets").forEach(target -> targets.add(target.asString("")));
        return targets;
    }

    /** The ways to begin that a hybrid plan weighed, the best first. */
    private void weighed(JsonNode plan) {
        JsonNode weighed = plan.path("weighed");
        line(
                "plan",
                plan.path("strategy").asString("") + ": a right answer is worth " + money(weighed, "worth_micros")
                        + ", by the estimates "
                        + Wire.abbreviated(weighed.path("estimates").asString("")) + " of task "
                        + weighed.path("task").asString("")
                        + (weighed.has("latency_ms_p95")
                                ? ", within " + weighed.path("latency_ms_p95").asLong(0) + " ms at the 95th percentile"
                                : ""));
        String name = "weighed";
        for (JsonNode sequence : weighed.path("sequences")) {
            JsonNode rung = plan.path("rungs").path(sequence.path("rung").asInt(0));
            line(
                    name,
                    String.join(" + ", targets(rung)) + " first: right " + probability(sequence, "right_bp") + ", for "
                            + money(sequence, "micros")
                            + (sequence.has("p95_ms")
                                    ? ", in " + sequence.path("p95_ms").asLong(0) + " ms at p95"
                                    : ""));
            name = "";
        }
    }

    /** Why a hybrid plan went on to that step, or ended. */
    private void reckoned(JsonNode move, String so) {
        JsonNode reckoned = move.path("reckoned");
        if (reckoned.isMissingNode()) {
            return;
        }
        String seen = reckoned.has("attempt")
                ? "attempt " + reckoned.path("attempt").asInt(0) + " is right " + probability(reckoned, "right_bp")
                : "no answer passed";
        String next = reckoned.has("next")
                ? "; " + reckoned.path("next").asString("") + " would be " + probability(reckoned, "next_right_bp")
                        + ", for " + money(reckoned, "next_micros")
                        + (reckoned.has("next_p95_ms")
                                ? ", in " + reckoned.path("next_p95_ms").asLong(0) + " ms at p95"
                                : "")
                        + ": " + (reckoned.path("next_late").asBoolean(false) ? "there is no time for it" : so)
                : "; no other model is left";
        line("why", seen + next);
    }

    private static String probability(JsonNode node, String name) {
        return Figures.percent(node.path(name).asLong(0), ALL);
    }

    private static String money(JsonNode node, String name) {
        return Figures.money(node.path(name).asLong(0));
    }

    private void attempts() {
        Map<Integer, Charges.Charge> charges = Charges.of(record);
        for (JsonNode step : record.path("steps")) {
            reckoned(step, "asked");
            attempts(step, charges);
            judged(step);
        }
    }

    private void attempts(JsonNode step, Map<Integer, Charges.Charge> charges) {
        for (JsonNode attempt : step.path("attempts")) {
            int number = attempt.path("number").asInt(0);
            Charges.Charge charge = charges.getOrDefault(number, Charges.Charge.NONE);
            String tier = attempt.path("tier").asString("");
            line(
                    "attempt " + number,
                    attempt.path("target").asString("") + (tier.isEmpty() ? "" : " (" + tier + ")") + ": "
                            + attempt.path("ending").asString("")
                            + said(attempt) + " after "
                            + Figures.duration(attempt.path("total_us").asLong(0)) + ", "
                            + tokens(attempt.path("usage")) + ", " + Figures.money(charge.micros())
                            + (charge.estimated() ? " (estimated: the provider did not state its usage)" : ""));
            certainty(attempt.at("/traits/logprob_millionths"));
            attempt.path("checks").forEach(this::check);
            attempt.path("alike").forEach(this::alike);
            attempt.path("weighed").forEach(this::check);
        }
    }

    /** How sure the model was of an answer's tokens, where the gate asked. */
    private void certainty(JsonNode logprob) {
        if (!logprob.isMissingNode()) {
            text.append(" ".repeat(INDENT + 2))
                    .append("mean log-probability of a token ")
                    .append(BigDecimal.valueOf(logprob.asInt(0), 6).setScale(4, RoundingMode.HALF_EVEN))
                    .append('\n');
        }
    }

    /** Who was called in that attempt. */
    private String target(int number) {
        for (JsonNode step : record.path("steps")) {
            for (JsonNode attempt : step.path("attempts")) {
                if (attempt.path("number").asInt(0) == number) {
                    return attempt.path("target").asString("");
                }
            }
        }
        return "";
    }

    private void alike(JsonNode alike) {
        text.append(" ".repeat(INDENT + 2))
                .append("says the same as attempt ")
                .append(alike.path("attempt").asInt(0))
                .append(" with probability ")
                .append(Figures.percent(alike.path("same_ppm").asLong(0), MILLION))
                .append('\n');
    }

    private void judged(JsonNode step) {
        if (step.has("judges")) {
            JsonNode grade = step.at("/attempts/0/grade");
            int judged = step.path("judges").asInt(0);
            boolean own = target(judged).equals(step.at("/attempts/0/target").asString(""));
            line(
                    own ? "itself" : "judge",
                    "of attempt " + judged + ": "
                            + (grade.isMissingNode()
                                    ? own ? "did not say how sure it is" : "no grade, so the next rung is asked"
                                    : grade.asInt(0) + " of 100"));
        }
    }

    /** What the provider said besides: why, and when to try again. */
    private static String said(JsonNode attempt) {
        List<String> said = new ArrayList<>();
        String detail = attempt.path("detail").asString("");
        if (!detail.isEmpty()) {
            said.add(detail);
        }
        if (attempt.has("retry_after_ms")) {
            said.add("try again in "
                    + Figures.duration(attempt.path("retry_after_ms").asLong(0) * MICROS_PER_MILLI));
        }
        return said.isEmpty() ? "" : " (" + String.join("; ", said) + ")";
    }

    private static String detail(JsonNode node) {
        String detail = node.path("detail").asString("");
        return detail.isEmpty() ? "" : " (" + detail + ")";
    }

    private static String tokens(JsonNode usage) {
        long in = usage.path("input").asLong(0)
                + usage.path("cached_input").asLong(0)
                + usage.path("cache_write").asLong(0);
        return in + "+"
                + (usage.path("output").asLong(0) + usage.path("reasoning").asLong(0)) + " tokens";
    }

    private void check(JsonNode check) {
        String outcome = check.path("outcome").asString("");
        Paint paint = switch (outcome) {
            case "passed" -> Paint.GREEN;
            case "failed" -> Paint.RED;
            default -> Paint.PLAIN;
        };
        text.append(" ".repeat(INDENT + 2))
                .append(Terminal.safe(check.path("check").asString("")))
                .append(' ')
                .append(terminal.paint(paint, Terminal.safe(outcome)))
                .append(Terminal.safe(detail(check) + zone(check)))
                .append('\n');
    }

    private static String zone(JsonNode check) {
        return switch (check.path("zone").asString("")) {
            case "below" -> ", too unlikely";
            case "between" -> ", between the bounds";
            case "trusted" -> ", trusted";
            default -> "";
        };
    }

    private void end() {
        JsonNode end = record.path("end");
        reckoned(end, end.path("below_bar").asBoolean(false) ? "beyond the budget" : "not worth it");
        line(
                "end",
                switch (RecordRow.kind(record)) {
                    case "served" ->
                        "served attempt " + end.path("attempt").asInt(0)
                                + (end.path("below_bar").asBoolean(false) ? ", below the bar: the budget ended" : "");
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
        line(
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
        line(
                "timing",
                Figures.duration(record.at("/timing/total_us").asLong(0)) + ", of it "
                        + Figures.duration(record.at("/timing/upstream_us").asLong(0)) + " for providers and "
                        + Figures.duration(record.at("/timing/overhead_us").asLong(0)) + " in the agent");
    }

    private String string(String pointer) {
        return record.at(pointer).asString("");
    }

    private void line(String name, String value) {
        text.append(terminal.paint(Paint.DIM, name))
                .append(" ".repeat(Math.max(1, INDENT + 2 - name.length())))
                .append(Terminal.safe(value).replace('\n', ' '))
                .append('\n');
    }
}
