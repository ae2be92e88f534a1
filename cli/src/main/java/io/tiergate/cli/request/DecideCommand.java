package io.tiergate.cli.request;

import io.tiergate.cli.session.Connections;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.session.Wire;
import io.tiergate.cli.terminal.Figures;
import io.tiergate.cli.terminal.JsonText;
import io.tiergate.cli.terminal.Paint;
import io.tiergate.cli.terminal.Table;
import io.tiergate.cli.terminal.Terminal;
import io.tiergate.v1.CompleteRequest;
import io.tiergate.v1.Decision;
import io.tiergate.v1.ExcludedTarget;
import io.tiergate.v1.PlannedRung;
import io.tiergate.v1.RuleOutcome;
import io.tiergate.v1.WeighedSequence;
import io.tiergate.v1.Weighing;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tiergate decide}. */
@Command(name = "decide", description = "Shows where a prompt would go, and why. Calls no model.")
public final class DecideCommand implements Callable<Integer> {
    private static final long ALL = 10_000;

    private final Session session;

    @Mixin
    private RequestOptions options = new RequestOptions();

    /** The command of that session. */
    public DecideCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        CompleteRequest request = options.request(session);
        try (Connections connections = session.connect()) {
            Decision decision = FirstReachable.ask(session, connections, gateway -> gateway.decide(request));
            session.show(json(decision), () -> text(decision));
        }
        return 0;
    }

    private String text(Decision decision) {
        StringBuilder text = new StringBuilder();
        line(
                text,
                "policy",
                decision.getPolicy() + " revision " + decision.getPolicyRevision() + " ("
                        + Wire.abbreviated(decision.getPolicyDigest()) + "), arm " + decision.getArm() + ", generation "
                        + decision.getGeneration());
        line(text, "task", decision.getTask() + ", strategy " + decision.getStrategy());
        line(text, "cache", decision.getCache());
        line(
                text,
                "cost",
                "first rung " + Figures.money(decision.getFirstRungCostMicros()) + ", every rung "
                        + Figures.money(decision.getWorstCaseCostMicros()) + ", reference tier "
                        + Figures.money(decision.getReferenceCostMicros()));
        section(text, "Features", features(decision));
        section(text, "Rules", rules(decision));
        if (decision.hasWeighed()) {
            Weighing weighed = decision.getWeighed();
            text.append("worth   ")
                    .append(Figures.money(weighed.getWorthMicros()))
                    .append(Terminal.safe(" a right answer, by the estimates "
                            + Wire.abbreviated(weighed.getEstimates()) + " of task " + weighed.getTask()
                            + (weighed.hasLatencyMsP95()
                                    ? ", within " + weighed.getLatencyMsP95() + " ms at the 95th percentile"
                                    : "")))
                    .append('\n');
            section(text, "Ways to begin, the best first", weighed(weighed));
        }
        section(text, decision.hasWeighed() ? "Rungs" : "Rungs, in order", rungs(decision));
        section(text, "Left out", excluded(decision));
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(name)
                .append(" ".repeat(8 - name.length()))
                .append(Terminal.safe(value))
                .append('\n');
    }

    private void section(StringBuilder text, String title, Table table) {
        if (!table.isEmpty()) {
            text.append('\n')
                    .append(session.terminal().paint(Paint.BOLD, title))
                    .append('\n')
                    .append(table.render(session.terminal()));
        }
    }

    private static Table features(Decision decision) {
        Table table = Table.of("NAME", "VALUE");
        new TreeMap<>(decision.getFeaturesMap()).forEach((name, value) -> table.row(name, value));
        return table;
    }

    private static Table rules(Decision decision) {
        Table table = Table.of("RESULT", "RULE", "EFFECT", "CONDITION");
        for (RuleOutcome rule : decision.getRulesList()) {
            Paint paint = rule.getEffect().isEmpty() ? Paint.DIM : Paint.GREEN;
            table.row(
                    Table.cell(rule.getResult(), paint),
                    rule.getName(),
                    rule.getEffect().isEmpty() ? "-" : rule.getEffect(),
                    rule.getWhen());
        }
        return table;
    }

    private static Table weighed(Weighing weighed) {
        Table table = Table.of("ASK FIRST", ">RIGHT IN THE END", ">COST IN THE END", ">P95 IN THE END");
        for (WeighedSequence sequence : weighed.getSequencesList()) {
            table.row(
                    String.join(" + ", sequence.getAskList()),
                    Figures.percent(Math.round(sequence.getRight() * ALL), ALL),
                    Figures.money(sequence.getCostMicros()),
                    sequence.hasLatencyMsP95() ? sequence.getLatencyMsP95() + " ms" : "not known");
        }
        return table;
    }

    private static Table rungs(Decision decision) {
        Table table = Table.of(">RUNG", "TIER", "ASKED", "TARGETS", "GATE", ">COST");
        int number = 0;
        for (PlannedRung rung : decision.getRungsList()) {
            table.row(
                    ++number,
                    rung.getTier().isEmpty() ? "-" : rung.getTier(),
                    asked(rung),
                    String.join(", ", rung.getTargetsList()),
                    rung.getGateCount() == 0 ? "-" : String.join(", ", rung.getGateList()),
                    Figures.money(rung.getCostMicros()));
        }
        return table;
    }

    private static String asked(PlannedRung rung) {
        if (rung.getAgree() > 1) {
            return "together, " + rung.getAgree() + " must agree";
        }
        if (rung.getWeighed()) {
            return rung.getTargetsCount() > 1 ? "together, if weighed best" : "if weighed best";
        }
        return rung.getSpare() ? "if the others fail" : "one";
    }

    private static Table excluded(Decision decision) {
        Table table = Table.of("TARGET", "TIER", "REASON");
        for (ExcludedTarget target : decision.getExcludedList()) {
            table.row(target.getTarget(), target.getTier().isEmpty() ? "-" : target.getTier(), target.getReason());
        }
        return table;
    }

    private static Map<String, @Nullable Object> json(Decision decision) {
        return JsonText.object(
                "policy", decision.getPolicy(),
                "policy_revision", decision.getPolicyRevision(),
                "policy_digest", decision.getPolicyDigest(),
                "generation", decision.getGeneration(),
                "arm", decision.getArm(),
                "task", decision.getTask(),
                "strategy", decision.getStrategy(),
                "cache", decision.getCache(),
                "features", new TreeMap<>(decision.getFeaturesMap()),
                "rules",
                        decision.getRulesList().stream()
                                .map(DecideCommand::json)
                                .toList(),
                "rungs",
                        decision.getRungsList().stream()
                                .map(DecideCommand::json)
                                .toList(),
                "weighed", decision.hasWeighed() ? json(decision.getWeighed()) : null,
                "excluded",
                        decision.getExcludedList().stream()
                                .map(DecideCommand::json)
                                .toList(),
                "first_rung_cost_micros", decision.getFirstRungCostMicros(),
                "worst_case_cost_micros", decision.getWorstCaseCostMicros(),
                "reference_cost_micros", decision.getReferenceCostMicros());
    }

    private static Map<String, @Nullable Object> json(RuleOutcome rule) {
        return JsonText.object(
                "name", rule.getName(),
                "when", rule.getWhen(),
                "result", rule.getResult(),
                "effect", rule.getEffect());
    }

    private static Map<String, @Nullable Object> json(PlannedRung rung) {
        return JsonText.object(
                "tier", rung.getTier(),
                "targets", rung.getTargetsList(),
                "agree", rung.getAgree(),
                "gate", rung.getGateList(),
                "cost_micros", rung.getCostMicros(),
                "spare", rung.getSpare(),
                "weighed", rung.getWeighed());
    }

    private static Map<String, @Nullable Object> json(Weighing weighed) {
        return JsonText.object(
                "estimates", weighed.getEstimates(),
                "task", weighed.getTask(),
                "worth_micros", weighed.getWorthMicros(),
                "latency_ms_p95", weighed.hasLatencyMsP95() ? weighed.getLatencyMsP95() : null,
                "sequences",
                        weighed.getSequencesList().stream()
                                .map(sequence -> JsonText.object(
                                        "ask", sequence.getAskList(),
                                        "right", sequence.getRight(),
                                        "cost_micros", sequence.getCostMicros(),
                                        "latency_ms_p95",
                                                sequence.hasLatencyMsP95() ? sequence.getLatencyMsP95() : null))
                                .toList());
    }

    private static Map<String, @Nullable Object> json(ExcludedTarget target) {
        return JsonText.object("target", target.getTarget(), "tier", target.getTier(), "reason", target.getReason());
    }
}
