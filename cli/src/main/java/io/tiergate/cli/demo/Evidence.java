package io.tiergate.cli.demo;

import io.tiergate.cli.record.RecordRow;
import io.tiergate.cli.record.ReplayTally;
import io.tiergate.cli.record.Story;
import io.tiergate.cli.stack.Standing;
import io.tiergate.cli.terminal.Figures;
import io.tiergate.cli.terminal.JsonText;
import io.tiergate.cli.terminal.Table;
import io.tiergate.cli.terminal.Terminal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Sections that every demo has, made of what callers got and what agents recorded. */
final class Evidence {
    private final Terminal terminal;
    private final List<Sent> sent;
    private final Decisions decisions;
    private final Quotes quotes;

    Evidence(Terminal terminal, List<Sent> sent, Decisions decisions, Quotes quotes) {
        this.terminal = terminal;
        this.sent = List.copyOf(sent);
        this.decisions = decisions;
        this.quotes = quotes;
    }

    Report.Section convergence(List<Standing> standings) {
        Table table = Table.of("AGENT", ">GENERATION", "STATE", ">TIME TO ACTIVE, ITS START INCLUDED");
        standings.forEach(one -> table.row(
                one.agent(),
                one.state().getActiveGeneration(),
                one.state().getState().name().toLowerCase(java.util.Locale.ROOT),
                Figures.duration(one.micros())));
        List<Object> json = standings.stream()
                .<Object>map(one -> JsonText.object(
                        "agent",
                        one.agent(),
                        "generation",
                        one.state().getActiveGeneration(),
                        "time_to_active_us",
                        one.micros()))
                .toList();
        return new Report.Section("convergence", "Every agent runs what was published", json, table.render(terminal));
    }

    /** Which tier answered how many requests, and what that cost. */
    Report.Section tiers() {
        Map<String, long[]> rows = new TreeMap<>();
        for (JsonNode record : decisions.all()) {
            String end = record.at("/end/kind").asString("");
            String tier = switch (end) {
                case "hit" -> "(" + record.at("/cache/state").asString("") + " cache)";
                case "served" -> servedTier(record);
                default -> "(" + end + ")";
            };
            long[] row = rows.computeIfAbsent(tier, _ -> new long[2]);
            row[0]++;
            row[1] += record.path("cost_micros").asLong(0);
        }
        Table table = Table.of("ANSWERED BY", ">REQUESTS", ">SPEND");
        rows.forEach((tier, row) -> table.row(tier, row[0], Figures.money(row[1])));
        List<Object> json = new ArrayList<>();
        rows.forEach((tier, row) ->
                json.add(JsonText.object("tier", tier, "requests", row[0], "cost_usd", Figures.dollars(row[1]))));
        return new Report.Section("tiers", "Who answered", json, table.render(terminal));
    }

    private static String servedTier(JsonNode record) {
        RecordRow row = RecordRow.of(record);
        boolean agreed = record.at("/plan/strategy").asString("").equals("consensus");
        return !row.tier().isEmpty() ? row.tier() : agreed ? "agreement of cheap models" : row.target();
    }

    /** Why answers were thrown away. */
    Report.Section escalations() {
        Map<String, Integer> reasons = new TreeMap<>();
        int escalated = 0;
        for (JsonNode record : decisions.all()) {
            List<String> found = Rejections.of(record);
            escalated += found.isEmpty() ? 0 : 1;
            found.forEach(reason -> reasons.merge(reason, 1, Integer::sum));
        }
        Table table = Table.of("WHY A CHEAP ANSWER WAS NOT SERVED", ">TIMES");
        List<Object> json = new ArrayList<>();
        reasons.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(entry -> {
                    table.row(entry.getKey(), entry.getValue());
                    json.add(JsonText.object("reason", entry.getKey(), "times", entry.getValue()));
                });
        return new Report.Section(
                "escalations",
                "Escalations: " + escalated + " of " + decisions.all().size() + " decisions climbed",
                json,
                table.render(terminal));
    }

    /** Quality by task, beside the reference. */
    Report.Section quality(String reference) {
        Map<String, double[]> rows = new TreeMap<>();
        for (Sent one : sent) {
            Double best = quotes.score(reference, one.ask().prompt());
            double[] row = rows.computeIfAbsent(one.ask().prompt().task(), _ -> new double[3]);
            row[0]++;
            row[1] += Strategy.score(one, quotes);
            row[2] += best == null ? 0 : best;
        }
        Table table = Table.of("TASK", ">REQUESTS", ">QUALITY", ">REFERENCE");
        List<Object> json = new ArrayList<>();
        rows.forEach((task, row) -> {
            table.row(task, (long) row[0], mean(row[1], row[0]), mean(row[2], row[0]));
            json.add(JsonText.object(
                    "task",
                    task,
                    "requests",
                    (long) row[0],
                    "quality",
                    mean(row[1], row[0]),
                    "reference_quality",
                    mean(row[2], row[0])));
        });
        return new Report.Section(
                "quality",
                "Quality by task, as the set scores the answers that were served",
                json,
                table.render(terminal));
    }

    private static java.math.BigDecimal mean(double sum, double count) {
        return java.math.BigDecimal.valueOf(sum / count).setScale(3, java.math.RoundingMode.HALF_UP);
    }

    /** What the agents themselves took. */
    Report.Section overhead() {
        Table table = Table.of("", ">REQUESTS", ">P50", ">P90", ">P99");
        List<Object> json = new ArrayList<>();
        overhead("exact hit", "hit", table, json);
        overhead("answered by models", "served", table, json);
        return new Report.Section(
                "overhead",
                "Time in the agent, without the provider's (processes that have just started; docs/measurements has warm ones)",
                json,
                table.render(terminal));
    }

    private void overhead(String what, String end, Table table, List<Object> json) {
        List<Long> all = overheads(end);
        if (all.isEmpty()) {
            return;
        }
        long p50 = percentile(all, 50);
        long p90 = percentile(all, 90);
        long p99 = percentile(all, 99);
        table.row(what, all.size(), Figures.duration(p50), Figures.duration(p90), Figures.duration(p99));
        json.add(JsonText.object("what", what, "requests", all.size(), "p50_us", p50, "p90_us", p90, "p99_us", p99));
    }

    private List<Long> overheads(String end) {
        return decisions.all().stream()
                .filter(record -> record.at("/end/kind").asString("").equals(end))
                .map(record -> record.at("/timing/overhead_us").asLong(0))
                .sorted()
                .toList();
    }

    private static long percentile(List<Long> sorted, int percent) {
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
    }

    /** The most eventful decision, told whole. */
    Report.@Nullable Section explained() {
        JsonNode chosen = null;
        int most = -1;
        for (JsonNode record : decisions.all()) {
            int events = Rejections.of(record).size();
            if (record.at("/end/kind").asString("").equals("served") && events > most) {
                most = events;
                chosen = record;
            }
        }
        return chosen == null
                ? null
                : new Report.Section(
                        "explained",
                        "One decision explained",
                        new JsonText.Raw(chosen.toString()),
                        Story.of(chosen, terminal));
    }

    /** Decides every record again. */
    static Report.Proof replayed(Collection<String> lines, ReplayTally tally, Terminal terminal) {
        lines.forEach(tally::add);
        return new Report.Proof(
                "every decision can be replayed from its record, bit for bit",
                tally.allSame() && tally.replayed() > 0,
                tally.text(terminal).strip());
    }
}
