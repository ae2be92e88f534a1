package io.tiergate.cli.record;

import io.tiergate.cli.terminal.Figures;
import io.tiergate.cli.terminal.Paint;
import io.tiergate.cli.terminal.Terminal;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Tells of a record's attempts: what each gave, what the gate made of it, what judges said. */
final class AttemptStory {
    private static final long MILLION = 1_000_000;
    private static final long MICROS_PER_MILLI = 1_000;

    private final JsonNode record;
    private final Terminal terminal;
    private final StoryLines lines;
    private final PlanStory plans;

    AttemptStory(JsonNode record, Terminal terminal, StoryLines lines, PlanStory plans) {
        this.record = record;
        this.terminal = terminal;
        this.lines = lines;
        this.plans = plans;
    }

    /** The record's, step by step. */
    void attempts() {
        Map<Integer, Charges.Charge> charges = Charges.of(record);
        for (JsonNode step : record.path("steps")) {
            plans.reckoned(step, "asked");
            attempts(step, charges);
            judged(step);
        }
    }

    private void attempts(JsonNode step, Map<Integer, Charges.Charge> charges) {
        for (JsonNode attempt : step.path("attempts")) {
            int number = attempt.path("number").asInt(0);
            Charges.Charge charge = charges.getOrDefault(number, Charges.Charge.NONE);
            String tier = attempt.path("tier").asString("");
            lines.line(
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
            lines.detail("mean log-probability of a token "
                    + BigDecimal.valueOf(logprob.asInt(0), 6).setScale(4, RoundingMode.HALF_EVEN));
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
        lines.detail("says the same as attempt " + alike.path("attempt").asInt(0) + " with probability "
                + Figures.percent(alike.path("same_ppm").asLong(0), MILLION));
    }

    private void judged(JsonNode step) {
        if (step.has("judges")) {
            JsonNode grade = step.at("/attempts/0/grade");
            int judged = step.path("judges").asInt(0);
            boolean own = target(judged).equals(step.at("/attempts/0/target").asString(""));
            lines.line(
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
        lines.detail(Terminal.safe(check.path("check").asString(""))
                + ' '
                + terminal.paint(paint, Terminal.safe(outcome))
                + Terminal.safe(Story.detail(check) + zone(check)));
    }

    private static String zone(JsonNode check) {
        return switch (check.path("zone").asString("")) {
            case "below" -> ", too unlikely";
            case "between" -> ", between the bounds";
            case "trusted" -> ", trusted";
            default -> "";
        };
    }
}
