package io.tiergate.cli.laboratory;

import static io.tiergate.cli.laboratory.Numbers.number;
import static io.tiergate.cli.laboratory.Numbers.orNull;
import static io.tiergate.cli.laboratory.Numbers.percent;
import static io.tiergate.cli.laboratory.Numbers.points;

import io.tiergate.cli.terminal.JsonText;
import io.tiergate.cli.terminal.Paint;
import io.tiergate.cli.terminal.Table;
import io.tiergate.cli.terminal.Terminal;
import io.tiergate.laboratory.evaluate.Calibration;
import io.tiergate.laboratory.evaluate.Pool;
import io.tiergate.laboratory.evaluate.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an evaluation found, for people and for programs. */
final class EvalText {
    private final Terminal terminal;
    private final Sample.Read read;
    private final Report report;
    private final Report.Versus versus;
    private final @Nullable Pool pool;

    EvalText(Terminal terminal, Sample.Read read, Report report, Report.Versus versus, @Nullable Pool pool) {
        this.terminal = terminal;
        this.read = read;
        this.report = report;
        this.versus = versus;
        this.pool = pool;
    }

    /** A contract: names and shapes stay. */
    Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> json = evaluation();
        if (pool != null) {
            json.put("pool", json(pool));
        }
        return json;
    }

    private Map<String, @Nullable Object> evaluation() {
        return JsonText.object(
                "set", read.set(),
                "n", report.n(),
                "folds", report.folds(),
                "tokens", read.tokens(),
                "reference", read.reference(),
                "strategies", report.strategies().stream().map(EvalText::json).toList(),
                "versus_task_prior",
                        JsonText.object(
                                "difference", number(versus.difference().value()),
                                "low", number(versus.difference().low()),
                                "high", number(versus.difference().high()),
                                "at_cost_share", number(versus.atCostShare())),
                "curve",
                        report.curve().stream()
                                .map(point -> JsonText.object(
                                        "cost_share", number(point.costShare()),
                                        "quality_share", number(point.qualityShare())))
                                .toList(),
                "cost_of_quality",
                        report.costs().stream()
                                .map(cost -> JsonText.object(
                                        "strategy", cost.strategy(),
                                        "quality_share", number(cost.qualityShare()),
                                        "cost_share", orNull(cost.costShare())))
                                .toList(),
                "tasks", report.tasks().stream().map(EvalText::json).toList(),
                "calibration",
                        report.calibration().stream()
                                .map(one -> JsonText.object(
                                        "task", one.group(),
                                        "model", one.model(),
                                        "ece", number(one.ece()),
                                        "floor", number(one.floor()),
                                        "n", one.n(),
                                        "mean_predicted", number(one.predicted()),
                                        "mean_observed", number(one.observed())))
                                .toList());
    }

    private static Map<String, @Nullable Object> json(Report.Row row) {
        return JsonText.object(
                "name", row.name(),
                "cost_usd", number(row.costMicros() / 1e6),
                "cost_share", number(row.costShare()),
                "quality", number(row.quality()),
                "quality_share", number(row.qualityShare().value()),
                "quality_low", number(row.qualityShare().low()),
                "quality_high", number(row.qualityShare().high()),
                "escalation_rate", number(row.escalationRate()),
                "attempts", number(row.attempts()),
                "latency_ms_p50", orNull(row.p50Millis()),
                "latency_ms_p95", orNull(row.p95Millis()));
    }

    private static Map<String, @Nullable Object> json(Report.TaskRow row) {
        return JsonText.object(
                "task", row.name(),
                "n", row.n(),
                "cost_share", number(row.costShare()),
                "quality_share", number(row.qualityShare().value()),
                "quality_low", number(row.qualityShare().low()),
                "quality_high", number(row.qualityShare().high()),
                "versus_task_prior", number(row.versusPrior().value()),
                "versus_low", number(row.versusPrior().low()),
                "versus_high", number(row.versusPrior().high()),
                "cost_of_99", orNull(row.costOf99()),
                "worth_routing", row.worthRouting(),
                "why", row.why());
    }

    private static Map<String, @Nullable Object> json(Pool pool) {
        List<Map<String, @Nullable Object>> without = new ArrayList<>();
        pool.without().forEach((model, costs) -> {
            Map<String, @Nullable Object> one = JsonText.object("model", model);
            one.putAll(costs(costs));
            without.add(one);
        });
        return JsonText.object(
                "dominated",
                        pool.dominated().stream()
                                .map(one -> JsonText.object(
                                        "kind", one.kind(),
                                        "name", one.name(),
                                        "by", one.by(),
                                        "cost_share", number(one.costShare()),
                                        "gain", number(one.gain().value()),
                                        "gain_low", number(one.gain().low()),
                                        "gain_high", number(one.gain().high())))
                                .toList(),
                "whole", costs(pool.whole()),
                "without", without);
    }

    private static Map<String, @Nullable Object> costs(Pool.QualityCosts costs) {
        return JsonText.object("cost_of_99", orNull(costs.of99()), "cost_of_100", orNull(costs.of100()));
    }

    String render() {
        StringBuilder text = new StringBuilder();
        text.append(report.n())
                .append(" prompts of ")
                .append(read.set())
                .append(", ")
                .append(report.folds());
        text.append(" folds, shares of always ")
                .append(read.reference())
                .append(", tokens: ")
                .append(read.tokens());
        text.append("\n\n").append(strategies().render(terminal)).append('\n').append(costs().render(terminal));
        text.append("\nBeyond the task prior at ")
                .append(percent(versus.atCostShare()))
                .append(" of the cost: ");
        text.append(points(versus.difference())).append(" points of quality\n\n");
        text.append(tasks().render(terminal)).append('\n').append(calibration().render(terminal));
        if (pool != null) {
            text.append('\n').append(models(pool).render(terminal));
            text.append(
                    pool.dominated().isEmpty()
                            ? "\nno model and no tier is dominated by another\n"
                            : "\n" + String.join("\n", dominated(pool.dominated())) + "\n");
        }
        return text.toString();
    }

    private Table strategies() {
        Table table = Table.of(
                "STRATEGY", ">COST", ">SHARE", ">QUALITY", ">SHARE", "95 %", ">ESCALATED", ">CALLS", ">P50", ">P95");
        for (Report.Row row : report.strategies()) {
            boolean own = row.name().equals("tiergate");
            table.row(
                    Table.cell(row.name(), own ? Paint.BOLD : Paint.PLAIN),
                    String.format(Locale.ROOT, "$%.4f", row.costMicros() / 1e6),
                    percent(row.costShare()),
                    String.format(Locale.ROOT, "%.4f", row.quality()),
                    percent(row.qualityShare().value()),
                    percent(row.qualityShare().low()) + " to "
                            + percent(row.qualityShare().high()),
                    percent(row.escalationRate()),
                    String.format(Locale.ROOT, "%.2f", row.attempts()),
                    millis(row.p50Millis()),
                    millis(row.p95Millis()));
        }
        return table;
    }

    private static String millis(@Nullable Double millis) {
        return millis == null ? "-" : Math.round(millis) + " ms";
    }

    private Table costs() {
        Table table = Table.of("COST OF QUALITY", ">95 %", ">97 %", ">99 %", ">100 %");
        List<String> names = report.costs().stream()
                .map(Report.QualityCost::strategy)
                .distinct()
                .toList();
        for (String name : names) {
            Object[] cells = new Object[5];
            cells[0] = name;
            int column = 1;
            for (Report.QualityCost cost : report.costs()) {
                if (cost.strategy().equals(name)) {
                    Double share = cost.costShare();
                    cells[column++] = share == null ? "-" : percent(share);
                }
            }
            table.row(cells);
        }
        return table;
    }

    private static Table models(Pool pool) {
        Table table = Table.of("POOL", ">99 %", ">CHANGE", ">100 %", ">CHANGE");
        Pool.QualityCosts whole = pool.whole();
        table.row("all of it", share(whole.of99()), "", share(whole.of100()), "");
        pool.without()
                .forEach((model, costs) -> table.row(
                        "without " + model,
                        share(costs.of99()),
                        change(whole.of99(), costs.of99()),
                        share(costs.of100()),
                        change(whole.of100(), costs.of100())));
        return table;
    }

    private static String share(@Nullable Double share) {
        return share == null ? "never" : percent(share);
    }

    private static String change(@Nullable Double whole, @Nullable Double without) {
        return whole == null || without == null ? "" : String.format(Locale.ROOT, "%+.1f", (without - whole) * 100);
    }

    /** What is superfluous as a first choice, a line each. */
    static List<String> dominated(List<Pool.Dominated> dominated) {
        return dominated.stream()
                .map(one -> one.kind() + " " + one.name() + " is dominated by " + one.by() + ", which costs "
                        + percent(one.costShare()) + " of it and is at least as good in every task: "
                        + points(one.gain()) + " points")
                .toList();
    }

    private Table tasks() {
        Table table = Table.of("TASK", ">PROMPTS", ">COST", ">QUALITY", "95 %", "VERSUS PRIOR", "ROUTING");
        for (Report.TaskRow row : report.tasks()) {
            table.row(
                    row.name(),
                    row.n(),
                    percent(row.costShare()),
                    percent(row.qualityShare().value()),
                    percent(row.qualityShare().low()) + " to "
                            + percent(row.qualityShare().high()),
                    points(row.versusPrior()),
                    (row.worthRouting() ? "" : "not worth it: ") + row.why());
        }
        return table;
    }

    private Table calibration() {
        Table table = Table.of("CALIBRATION", "MODEL", ">ECE", ">FLOOR", ">PREDICTED", ">OBSERVED", ">PROMPTS");
        report.calibration().stream()
                .filter(one -> one.group().equals(Calibration.ALL))
                .forEach(one -> table.row(
                        "all tasks",
                        one.model(),
                        String.format(Locale.ROOT, "%.4f", one.ece()),
                        String.format(Locale.ROOT, "%.4f", one.floor()),
                        String.format(Locale.ROOT, "%.3f", one.predicted()),
                        String.format(Locale.ROOT, "%.3f", one.observed()),
                        one.n()));
        return table;
    }
}
