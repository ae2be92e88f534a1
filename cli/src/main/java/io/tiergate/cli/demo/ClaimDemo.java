package io.tiergate.cli.demo;

import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.Figures;
import io.tiergate.cli.terminal.JsonText;
import io.tiergate.cli.terminal.Paint;
import io.tiergate.cli.terminal.Table;
import io.tiergate.cli.terminal.Terminal;
import io.tiergate.v1.DocumentKind;
import io.tiergate.v1.Resource;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The bundled traffic once under each of four policies, through the running system: what is claimed for such systems, put to the test. */
final class ClaimDemo {
    private static final int AT_ONCE = 8;
    private static final List<String> GRPC_TENANTS = List.of("bank");
    private static final int ALL = 100;

    private final Live live;
    private final List<Ask> asks;
    private final Session session;

    ClaimDemo(Live live, List<Ask> asks, Session session) {
        this.live = live;
        this.asks = List.copyOf(asks);
        this.session = session;
    }

    /**
     * What came of it.
     *
     * @param rows in the order of the claim
     * @param settled whether the agents' ledger over all rows equals the provider's bill
     */
    record Outcome(List<ClaimRow> rows, boolean settled) {
        Outcome {
            rows = List.copyOf(rows);
        }
    }

    Outcome run() {
        Map<ClaimRow.Way, String> policies = new EnumMap<>(ClaimRow.Way.class);
        for (ClaimRow.Way way : ClaimRow.Way.values()) {
            policies.put(
                    way, way == ClaimRow.Way.HYBRID ? live.scenario().policy().name() : published(way));
        }
        var _ = live.controlPlane()
                .awaitActive(
                        live.agents().size(),
                        Resource.RESOURCE_ROUTING,
                        live.controlPlane().current().getGeneration(),
                        Live.CONVERGENCE_BOUND);
        session.terminal().note("sending " + asks.size() + " requests that warm the processes up and are not counted");
        List<Sent> all = new ArrayList<>(send(ClaimRow.Way.ROUTING_ONLY.label()));
        Map<ClaimRow.Way, List<Sent>> sent = new EnumMap<>(ClaimRow.Way.class);
        policies.forEach((way, policy) -> {
            session.terminal().note("sending " + asks.size() + " requests " + way.label());
            List<Sent> some = send(policy);
            sent.put(way, some);
            all.addAll(some);
        });
        Decisions decisions = Closing.decisions(live, all, List.of(), session.terminal());
        Quotes quotes = new Quotes(live.simulation().quotes());
        Settlement settlement = Settlement.of(decisions.all(), live.simulation().calls());
        List<ClaimRow> rows = new ArrayList<>();
        sent.forEach((way, some) -> rows.add(ClaimRow.of(way, some, decisions, quotes)));
        boolean answered = all.stream().allMatch(Sent::answered);
        return new Outcome(
                rows,
                answered && settlement.isExact() && settlement.unrecorded().isEmpty());
    }

    /** Of a way's own policy, whose name is the way's. */
    private String published(ClaimRow.Way way) {
        Path file = live.scenario().policyFile().resolveSibling("claim").resolve(way.label() + ".yaml");
        var _ = live.controlPlane()
                .publish(DocumentKind.DOCUMENT_KIND_POLICY, session.read(file), file.toString(), "the claim");
        return way.label();
    }

    private List<Sent> send(String policy) {
        try (Callers callers = new Callers(policy, live.agents(), live.keys(), GRPC_TENANTS, AT_ONCE)) {
            return callers.send(asks, done -> {});
        }
    }

    static Map<String, @Nullable Object> json(Outcome outcome) {
        ClaimRow frontier = outcome.rows().getFirst();
        return JsonText.object(
                "rows",
                outcome.rows().stream()
                        .map(row -> JsonText.object(
                                "name", row.way().label(),
                                "n", row.requests(),
                                "cost_usd", Figures.dollars(row.micros()),
                                "p95_us", row.p95Micros(),
                                "quality", row.quality(),
                                "escalated", row.escalated(),
                                "cache_hits", row.hits(),
                                "measured", json(row.measured(frontier)),
                                "claimed", json(row.way().claimed())))
                        .toList(),
                "settled",
                outcome.settled());
    }

    private static Map<String, @Nullable Object> json(ClaimRow.Shares shares) {
        return JsonText.object(
                "cost_share", shares.cost(),
                "p95_share", shares.p95(),
                "quality_share", shares.quality(),
                "escalated_share", shares.escalated());
    }

    static String text(Outcome outcome, Terminal terminal) {
        ClaimRow frontier = outcome.rows().getFirst();
        Table table = Table.of(
                "SERVED",
                ">COST",
                ">SHARE",
                ">CLAIMED",
                ">P95",
                ">SHARE",
                ">CLAIMED",
                ">QUALITY",
                ">SHARE",
                ">CLAIMED",
                ">ESCALATED",
                ">CLAIMED",
                ">CACHE HITS");
        for (ClaimRow row : outcome.rows()) {
            ClaimRow.Shares measured = row.measured(frontier);
            ClaimRow.Shares claimed = row.way().claimed();
            table.row(
                    row.way().label(),
                    Figures.money(row.micros()),
                    percent(measured.cost()),
                    percent(claimed.cost()),
                    Figures.duration(row.p95Micros()),
                    percent(measured.p95()),
                    percent(claimed.p95()),
                    row.quality(),
                    percent(measured.quality()),
                    percent(claimed.quality()),
                    percent(measured.escalated()),
                    percent(claimed.escalated()),
                    row.hits());
        }
        return terminal.paint(
                        Paint.BOLD,
                        "The same " + frontier.requests()
                                + " requests served in four ways, beside what is claimed of such ways")
                + "\n"
                + table.render(terminal)
                + "\nMeasured from the running system on the traffic of examples/demo, which was written for it: illustrative. How long a model takes is\n"
                + "what the simulator is told. Shares are of frontier-only. The cache is the exact one.\n"
                + (outcome.settled()
                        ? "Every request was answered, and the ledger equals the provider's bill to the micro-dollar.\n"
                        : "NOT every request was answered, or the ledger differs from the provider's bill.\n");
    }

    private static String percent(BigDecimal share) {
        return String.format(Locale.ROOT, "%.1f%%", share.doubleValue() * ALL);
    }
}
