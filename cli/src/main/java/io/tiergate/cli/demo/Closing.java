package io.tiergate.cli.demo;

import io.tiergate.cli.record.ReplayTally;
import io.tiergate.cli.terminal.Figures;
import io.tiergate.cli.terminal.JsonText;
import io.tiergate.cli.terminal.Terminal;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The end of every demo: records, quotes and the bill are gathered and held against each other. */
final class Closing {
    private static final int SHOWN = 20;

    private Closing() {}

    /**
     * The agents' records of what was sent.
     *
     * @param killed agents that were killed while they had requests
     */
    static Decisions decisions(Live live, List<Sent> sent, List<String> killed, Terminal terminal) {
        terminal.note("reading the agents' records, the provider's bill and its quotes");
        return Decisions.read(live.readers(), expected(sent, killed));
    }

    /**
     * The report of what was sent; more sections and proofs can follow.
     *
     * @param killed agents that were killed while they had requests
     */
    static Report report(Live live, List<Sent> sent, Decisions decisions, List<String> killed, Terminal terminal) {
        Quotes quotes = new Quotes(live.simulation().quotes());
        Settlement settlement = Settlement.of(decisions.all(), live.simulation().calls());
        Report report = new Report(
                live.scenario().set().name(),
                sent.size(),
                Strategy.all(sent, settlement.billMicros(), quotes),
                live.scenario().reference());
        Evidence evidence = new Evidence(terminal, sent, decisions, quotes);
        report.add(evidence.convergence(live.converged()));
        report.add(evidence.tiers());
        report.add(evidence.escalations());
        report.add(evidence.quality(live.scenario().reference()));
        report.add(evidence.overhead());
        Report.Section explained = evidence.explained();
        if (explained != null) {
            report.add(explained);
        }
        report.add(settled(settlement));
        report.add(answered(sent));
        report.add(accounted(settlement, killed));
        terminal.note("replaying " + decisions.lines().size() + " decisions");
        report.add(Evidence.replayed(
                decisions.lines(), ReplayTally.under(live.controlPlane().peer()), terminal));
        return report;
    }

    /** A record is lost only with the agent that was killed before it was written. */
    private static Set<String> expected(List<Sent> sent, List<String> killed) {
        return sent.stream()
                .map(one -> one.reply().decisionId())
                .filter(id -> !id.isEmpty())
                .filter(id -> killed.stream().noneMatch(agent -> id.startsWith(agent + ".")))
                .collect(Collectors.toSet());
    }

    private static String estimates(Settlement settlement) {
        StringBuilder text = new StringBuilder();
        if (!settlement.estimates().isEmpty()) {
            text.append(", of it estimated ")
                    .append(Figures.money(settlement.ledgerMicros() - settlement.statedMicros()))
                    .append(" for ")
                    .append(settlement.estimates().size())
                    .append(" calls that stated no usage; the bill has ")
                    .append(Figures.money(settlement.unstatedMicros()))
                    .append(" for these");
        }
        settlement.estimates().stream()
                .limit(SHOWN)
                .forEach(one -> text.append("\n  ")
                        .append(one.requestId())
                        .append("  estimated ")
                        .append(Figures.money(one.ledgerMicros()))
                        .append(", billed ")
                        .append(Figures.money(one.billMicros())));
        return text.toString();
    }

    private static Report.Section settled(Settlement settlement) {
        StringBuilder text = new StringBuilder()
                .append("provider's bill      ")
                .append(Figures.money(settlement.billMicros()))
                .append(" for ")
                .append(settlement.calls())
                .append(" calls\nagents' ledger       ")
                .append(Figures.money(settlement.ledgerMicros()))
                .append(estimates(settlement))
                .append("\nwithout a record     ")
                .append(Figures.money(settlement.unrecordedMicros()))
                .append(" for ")
                .append(settlement.unrecorded().size())
                .append(" calls\n");
        settlement.unrecorded().stream()
                .limit(SHOWN)
                .forEach(call -> text.append("  ")
                        .append(call.requestId())
                        .append("  ")
                        .append(call.model())
                        .append("  ")
                        .append(call.outcome())
                        .append("  ")
                        .append(Figures.money(call.micros()))
                        .append('\n'));
        settlement.wrong().stream()
                .limit(SHOWN)
                .forEach(line -> text.append("  WRONG ").append(line).append('\n'));
        return new Report.Section(
                "settlement",
                "The agents' ledger against the provider's own bill",
                JsonText.object(
                        "bill_micros",
                        settlement.billMicros(),
                        "ledger_micros",
                        settlement.ledgerMicros(),
                        "calls",
                        settlement.calls(),
                        "estimated",
                        settlement.estimates().stream()
                                .map(one -> JsonText.object(
                                        "request_id", one.requestId(),
                                        "ledger_micros", one.ledgerMicros(),
                                        "bill_micros", one.billMicros()))
                                .toList(),
                        "unrecorded",
                        settlement.unrecorded().stream()
                                .map(call -> JsonText.object(
                                        "request_id", call.requestId(),
                                        "model", call.model(),
                                        "outcome", call.outcome(),
                                        "micros", call.micros()))
                                .toList(),
                        "wrong",
                        settlement.wrong()),
                text.toString());
    }

    private static Report.Proof answered(List<Sent> sent) {
        List<Sent> failed = sent.stream().filter(one -> !one.answered()).toList();
        return new Report.Proof(
                "every request was answered",
                failed.isEmpty(),
                sent.size() - failed.size() + " of " + sent.size()
                        + (failed.isEmpty()
                                ? ""
                                : "; the first that was not: "
                                        + failed.getFirst().reply()));
    }

    private static Report.Proof accounted(Settlement settlement, List<String> killed) {
        Set<String> others = new TreeSet<>();
        settlement.unrecorded().forEach(call -> others.add(call.agent()));
        others.removeAll(killed);
        String evidence = "ledger " + Figures.money(settlement.statedMicros())
                + (settlement.estimates().isEmpty()
                        ? ""
                        : " + " + Figures.money(settlement.unstatedMicros()) + " for "
                                + settlement.estimates().size() + " calls that stated no usage, listed above")
                + (settlement.unrecorded().isEmpty()
                        ? ""
                        : " + " + Figures.money(settlement.unrecordedMicros()) + " for "
                                + settlement.unrecorded().size() + " calls in flight at the killed agent, listed above")
                + " = bill " + Figures.money(settlement.billMicros());
        return new Report.Proof(
                "the ledger is the provider's bill to the micro-dollar",
                settlement.isExact() && others.isEmpty(),
                settlement.isExact() && others.isEmpty()
                        ? evidence
                        : "they differ; see the section on ledger and bill");
    }
}
