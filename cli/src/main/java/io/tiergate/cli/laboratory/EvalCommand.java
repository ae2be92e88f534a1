package io.tiergate.cli.laboratory;

import io.tiergate.cli.recorded.DecisionLine;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.laboratory.evaluate.CurveDrawing;
import io.tiergate.laboratory.evaluate.Pool;
import io.tiergate.laboratory.evaluate.Report;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tiergate eval}. */
@Command(
        name = "eval",
        description =
                "Compares strategies on graded answers, through the planner, gates and prices that serve: what would be saved, at what quality.")
final class EvalCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private Sample sample = new Sample();

    @Mixin
    private Learning learning = new Learning();

    @Option(
            names = "--at-cost-share",
            paramLabel = "SHARE",
            description =
                    "Share of the reference's cost at which to compare with the task prior, such as 0.25. Without it: what tiergate"
                            + " costs.")
    private @Nullable Double atCostShare;

    @Option(
            names = "--decisions",
            paramLabel = "FILE",
            description = "Write one line a prompt: id, plan, served model, cost.")
    private @Nullable Path decisions;

    @Option(
            names = "--pool",
            description =
                    "Say which models and tiers another one makes superfluous, and what quality costs without each model: evaluates"
                            + " once more for each.")
    private boolean pool;

    @Option(names = "--curve", paramLabel = "FILE", description = "Draw quality over cost, as SVG.")
    private @Nullable Path curve;

    EvalCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (atCostShare != null && !(atCostShare > 0 && atCostShare <= 1)) {
            throw Failure.usage("--at-cost-share: " + atCostShare + " is not above 0 and at most 1", "write 0.25, say");
        }
        if (pool && learning.fixed()) {
            throw Failure.usage(
                    "--pool learns anew without each model, and --estimates gives what is learned",
                    "leave out one of the two");
        }
        Sample.Read read = sample.read(session);
        Report report = learning.report(session, read);
        Pool models = pool ? Pool.of(learning.study(session, read), report) : null;
        if (decisions != null) {
            session.write(decisions, decisions(report));
        }
        if (curve != null) {
            session.write(curve, CurveDrawing.svg(read.set() + ": quality over cost", report.curves()));
        }
        EvalText text = new EvalText(
                session.terminal(),
                read,
                report,
                atCostShare == null ? report.versus() : report.versusTaskPrior(atCostShare),
                models);
        session.show(text.json(), text::render);
        return 0;
    }

    private static String decisions(Report report) {
        return report.decisions().stream()
                .map(line -> new DecisionLine(line.id(), line.plan(), line.served(), line.micros()).text())
                .collect(Collectors.joining());
    }
}
