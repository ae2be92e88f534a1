package io.tiergate.cli.record;

import io.tiergate.cli.session.Wire;
import io.tiergate.cli.terminal.Figures;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Tells of a plan, and of why its walk went on. */
final class PlanStory {
    private static final int ALL = 10_000;

    private final StoryLines lines;

    PlanStory(StoryLines lines) {
        this.lines = lines;
    }

    /** The plan of a record. */
    void plan(JsonNode plan) {
        boolean begun = plan.has("weighed");
        if (begun) {
            weighed(plan);
        }
        for (JsonNode rung : plan.path("rungs")) {
            if (isWeighed(rung)) {
                continue; // told with the ways to begin, and where answers led to it
            }
            String tier = rung.path("tier").asString("");
            lines.line(
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
            lines.line(
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
        lines.line(
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
            lines.line(
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
    void reckoned(JsonNode move, String so) {
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
        lines.line("why", seen + next);
    }

    private static String probability(JsonNode node, String name) {
        return Figures.percent(node.path(name).asLong(0), ALL);
    }

    private static String money(JsonNode node, String name) {
        return Figures.money(node.path(name).asLong(0));
    }
}
