package io.tiergate.cli.profile;

import io.tiergate.cli.terminal.Figures;
import io.tiergate.cli.terminal.JsonText;
import io.tiergate.cli.terminal.Table;
import io.tiergate.laboratory.recorded.Percentile;
import io.tiergate.laboratory.recorded.RecordedAnswer;
import io.tiergate.laboratory.recorded.RecordedPrompt;
import io.tiergate.laboratory.recorded.Wilson;
import io.tiergate.policy.catalog.Model;
import io.tiergate.policy.cost.TokenUsage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a recorded set says of each model in each task: how often it was right, how long it took, what it cost. */
final class TaskTable {
    private static final double HALF = 0.5;

    private final Map<String, Map<String, Row>> byTask = new TreeMap<>();

    /** Of prompts that each have an answer of every model. */
    TaskTable(List<RecordedPrompt> prompts, List<Model> models) {
        Map<String, List<RecordedPrompt>> tasks = new TreeMap<>();
        prompts.forEach(prompt ->
                tasks.computeIfAbsent(prompt.task(), _ -> new ArrayList<>()).add(prompt));
        tasks.forEach((task, some) -> {
            Map<String, Row> rows = new LinkedHashMap<>();
            models.forEach(model -> rows.put(model.id(), row(some, model)));
            byTask.put(task, rows);
        });
    }

    /**
     * One model in one task.
     *
     * @param passed answers with a score of a half or more
     * @param score mean
     * @param outputTokens mean
     * @param micros sum of the answers, at the catalog's prices
     */
    record Row(
            int prompts, int passed, double score, long p50Millis, long p95Millis, double outputTokens, long micros) {
        double rate() {
            return (double) passed / prompts;
        }

        double low() {
            return Wilson.low(rate(), prompts);
        }

        double high() {
            return Wilson.high(rate(), prompts);
        }
    }

    private static Row row(List<RecordedPrompt> prompts, Model model) {
        List<RecordedAnswer> answers = prompts.stream()
                .map(prompt -> Objects.requireNonNull(prompt.answers().get(model.id())))
                .toList();
        long[] millis = answers.stream()
                .mapToLong(answer -> Objects.requireNonNullElse(answer.latencyMillis(), 0L))
                .sorted()
                .toArray();
        return new Row(
                answers.size(),
                (int) answers.stream().filter(answer -> answer.score() >= HALF).count(),
                answers.stream().mapToDouble(RecordedAnswer::score).average().orElse(0),
                Percentile.of(millis, 50),
                Percentile.of(millis, 95),
                answers.stream().mapToLong(TaskTable::output).average().orElse(0),
                answers.stream()
                        .mapToLong(answer -> model.price()
                                .micros(TokenUsage.of(
                                        Objects.requireNonNullElse(answer.inputTokens(), 0L), output(answer))))
                        .sum());
    }

    private static long output(RecordedAnswer answer) {
        return Objects.requireNonNullElse(answer.outputTokens(), 0L);
    }

    /** By model that another makes superfluous as a first choice on these prompts: cheaper, and right at least as often in every task. */
    Map<String, String> dominated() {
        Map<String, String> dominated = new TreeMap<>();
        List<String> models = byTask.values().stream()
                .flatMap(rows -> rows.keySet().stream())
                .distinct()
                .toList();
        for (String model : models) {
            models.stream()
                    .filter(other -> !other.equals(model) && dominates(other, model))
                    .findFirst()
                    .ifPresent(other -> dominated.put(model, other));
        }
        return dominated;
    }

    private boolean dominates(String other, String model) {
        return micros(other) < micros(model)
                && byTask.values().stream().allMatch(rows -> score(rows, other) >= score(rows, model));
    }

    private static double score(Map<String, Row> rows, String model) {
        return Objects.requireNonNull(rows.get(model)).score();
    }

    private long micros(String model) {
        return byTask.values().stream()
                .mapToLong(rows -> Objects.requireNonNull(rows.get(model)).micros())
                .sum();
    }

    Table table() {
        Table table = Table.of("TASK", "MODEL", ">PROMPTS", ">PASS", "95 %", ">P50", ">P95", ">OUTPUT", ">COST");
        byTask.forEach((task, rows) -> rows.forEach((model, row) -> table.row(
                task,
                model,
                row.prompts(),
                percent(row.rate()),
                percent(row.low()) + " to " + percent(row.high()),
                row.p50Millis() + " ms",
                row.p95Millis() + " ms",
                String.format(Locale.ROOT, "%.0f", row.outputTokens()),
                Figures.money(row.micros()))));
        return table;
    }

    List<Map<String, @Nullable Object>> json() {
        List<Map<String, @Nullable Object>> json = new ArrayList<>();
        byTask.forEach((task, rows) -> rows.forEach((model, row) -> json.add(JsonText.object(
                "task", task,
                "model", model,
                "n", row.prompts(),
                "pass_rate", row.rate(),
                "pass_low", row.low(),
                "pass_high", row.high(),
                "score", row.score(),
                "latency_ms_p50", row.p50Millis(),
                "latency_ms_p95", row.p95Millis(),
                "output_tokens", row.outputTokens(),
                "cost_usd", Figures.dollars(row.micros())))));
        return json;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f%%", share * 100);
    }
}
