package io.tiergate.cli.demo;

import io.tiergate.cli.terminal.Terminal;
import java.util.List;

/** Every prompt of a recorded set once, undisturbed: what the policy costs and gives beside each model alone. */
final class RecordedDemo {
    private static final int AT_ONCE = 12;

    private final Live live;
    private final Terminal terminal;

    RecordedDemo(Live live, Terminal terminal) {
        this.live = live;
        this.terminal = terminal;
    }

    Report run() {
        List<Ask> asks = Traffic.once(live.scenario().set(), Scenario.RECORDED_TENANT);
        try (Callers callers =
                new Callers(live.scenario().policy().name(), live.agents(), live.keys(), List.of(), AT_ONCE)) {
            List<Sent> sent = callers.send(asks, new Progress(terminal, "sending", asks.size())::done);
            return Closing.report(live, sent, List.of(), terminal);
        }
    }
}
