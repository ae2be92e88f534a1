package io.tiergate.cli.demo;

import io.tiergate.cli.record.RecordRow;
import io.tiergate.cli.recorded.DecisionLine;
import io.tiergate.cli.terminal.Terminal;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Every prompt of a recorded set once, undisturbed: what the policy costs and gives beside each model alone. */
final class RecordedDemo {
    private static final int AT_ONCE = 12;

    private final Live live;
    private final Terminal terminal;
    private final Consumer<String> lines;

    /**
     * A demo that has not begun.
     *
     * @param lines takes what was decided, a line for each prompt in the order of the set
     */
    RecordedDemo(Live live, Terminal terminal, Consumer<String> lines) {
        this.live = live;
        this.terminal = terminal;
        this.lines = lines;
    }

    Report run() {
        List<Ask> asks = Traffic.once(live.scenario().set(), Scenario.RECORDED_TENANT);
        try (Callers callers =
                new Callers(live.scenario().policy().name(), live.agents(), live.keys(), List.of(), AT_ONCE)) {
            List<Sent> sent = callers.send(asks, new Progress(terminal, "sending", asks.size())::done);
            Decisions decisions = Closing.decisions(live, sent, List.of(), terminal);
            lines.accept(sent.stream()
                    .map(one ->
                            line(one, decisions.find(one.reply().decisionId())).text())
                    .collect(Collectors.joining()));
            return Closing.report(live, sent, decisions, List.of(), terminal);
        }
    }

    /** What one prompt's record says; a prompt without a record was asked of nobody that is known. */
    private static DecisionLine line(Sent sent, @Nullable JsonNode record) {
        List<String> plan = record == null
                ? List.of()
                : RecordRow.attempts(record).stream()
                        .map(attempt -> attempt.path("target").asString(""))
                        .toList();
        return new DecisionLine(
                sent.ask().prompt().id(),
                plan,
                sent.reply() instanceof Reply.Answered answered ? answered.target() : "",
                record == null ? 0 : record.path("cost_micros").asLong(0));
    }
}
