package io.tiergate.cli.record;

import io.tiergate.cli.session.Connections;
import io.tiergate.cli.session.Peer;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.Figures;
import io.tiergate.cli.terminal.JsonText;
import io.tiergate.cli.terminal.Paint;
import io.tiergate.cli.terminal.Table;
import io.tiergate.v1.SpendGroup;
import io.tiergate.v1.SpendRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tiergate cost}. */
@Command(
        name = "cost",
        description = "Shows what was spent, and what the same answers would have cost at the reference tier.")
public final class CostCommand implements Callable<Integer> {
    private final Session session;

    /** What is summed by; named as on the command line. */
    private enum By {
        task(SpendRequest.By.TASK),
        tenant(SpendRequest.By.TENANT),
        model(SpendRequest.By.MODEL),
        tier(SpendRequest.By.TIER),
        arm(SpendRequest.By.ARM);

        private final SpendRequest.By wire;

        By(SpendRequest.By wire) {
            this.wire = wire;
        }
    }

    @Option(
            names = "--by",
            paramLabel = "task|tenant|model|tier|arm",
            description = "What is summed by. Default: task.")
    private By by = By.task;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only the last 10m, 1h, 7d. Default: all that is kept.")
    private String since = "";

    /** The command of that session. */
    public CostCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        SpendRequest request = SpendRequest.newBuilder()
                .setBy(by.wire)
                .setFromMillis(Since.fromMillis(session, since))
                .build();
        Map<String, SpendGroup> groups = new TreeMap<>();
        try (Connections connections = session.connect()) {
            for (Peer agent : connections.recordKeepers()) {
                for (SpendGroup group :
                        agent.records(records -> records.spend(request)).getGroupsList()) {
                    groups.merge(group.getKey(), group, CostCommand::sum);
                }
            }
        }
        List<SpendGroup> sorted = groups.values().stream()
                .sorted(java.util.Comparator.comparingLong(CostCommand::spend)
                        .reversed()
                        .thenComparing(SpendGroup::getKey))
                .toList();
        SpendGroup total = sorted.stream().reduce(SpendGroup.getDefaultInstance(), CostCommand::sum);
        session.show(
                JsonText.object(
                        "by", by.name(),
                        "groups", sorted.stream().map(CostCommand::json).toList(),
                        "total", json(total)),
                () -> text(sorted, total));
        return 0;
    }

    private static SpendGroup sum(SpendGroup one, SpendGroup other) {
        return SpendGroup.newBuilder()
                .setKey(one.getKey())
                .setRequests(one.getRequests() + other.getRequests())
                .setHits(one.getHits() + other.getHits())
                .setSemanticHits(one.getSemanticHits() + other.getSemanticHits())
                .setAttempts(one.getAttempts() + other.getAttempts())
                .setServedMicros(one.getServedMicros() + other.getServedMicros())
                .setDiscardedMicros(one.getDiscardedMicros() + other.getDiscardedMicros())
                .setJudgeMicros(one.getJudgeMicros() + other.getJudgeMicros())
                .setReferenceMicros(one.getReferenceMicros() + other.getReferenceMicros())
                .setEstimatedAttempts(one.getEstimatedAttempts() + other.getEstimatedAttempts())
                .setEstimatedMicros(one.getEstimatedMicros() + other.getEstimatedMicros())
                .build();
    }

    private static long spend(SpendGroup group) {
        return group.getServedMicros() + group.getDiscardedMicros() + group.getJudgeMicros();
    }

    private static long saved(SpendGroup group) {
        return group.getReferenceMicros() - spend(group);
    }

    private String text(List<SpendGroup> groups, SpendGroup total) {
        if (groups.isEmpty()) {
            return "nothing was spent\n";
        }
        Table table = Table.of(
                by.name().toUpperCase(Locale.ROOT),
                ">REQUESTS",
                ">HITS",
                ">ATTEMPTS",
                ">SPEND",
                ">DISCARDED",
                ">JUDGED",
                ">REFERENCE",
                ">SAVED");
        groups.forEach(group -> row(table, group, group.getKey().isEmpty() ? "-" : group.getKey(), Paint.PLAIN));
        row(table, total, "total", Paint.BOLD);
        return table.render(session.terminal()) + estimated(total);
    }

    private static String estimated(SpendGroup total) {
        return total.getEstimatedAttempts() == 0
                ? ""
                : "of it roughly " + Figures.money(total.getEstimatedMicros()) + " for "
                        + total.getEstimatedAttempts()
                        + " attempts whose usage the provider did not state; its bill may say otherwise for these\n";
    }

    private static void row(Table table, SpendGroup group, String name, Paint paint) {
        table.row(
                Table.cell(name, paint),
                group.getRequests(),
                hits(group),
                group.getAttempts(),
                Figures.money(spend(group)),
                Figures.money(group.getDiscardedMicros()),
                Figures.money(group.getJudgeMicros()),
                Figures.money(group.getReferenceMicros()),
                Figures.percent(saved(group), group.getReferenceMicros()));
    }

    private static String hits(SpendGroup group) {
        return group.getHits() + (group.getSemanticHits() == 0 ? "" : " (" + group.getSemanticHits() + " semantic)");
    }

    private static Map<String, @Nullable Object> json(SpendGroup group) {
        return JsonText.object(
                "key", group.getKey(),
                "requests", group.getRequests(),
                "hits", group.getHits(),
                "semantic_hits", group.getSemanticHits(),
                "attempts", group.getAttempts(),
                "spend_micros", spend(group),
                "served_micros", group.getServedMicros(),
                "discarded_micros", group.getDiscardedMicros(),
                "judge_micros", group.getJudgeMicros(),
                "reference_micros", group.getReferenceMicros(),
                "saved_micros", saved(group),
                "estimated_attempts", group.getEstimatedAttempts(),
                "estimated_micros", group.getEstimatedMicros());
    }
}
