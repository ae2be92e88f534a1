package io.tiergate.cli.laboratory;

import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.cli.terminal.JsonText;
import io.tiergate.laboratory.evaluate.CurveDrawing;
import io.tiergate.laboratory.evaluate.Evaluation;
import io.tiergate.laboratory.evaluate.Report;
import io.tiergate.laboratory.train.EstimatesTrainer;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.estimate.Estimates;
import io.tiergate.policy.estimate.EstimatesCompiler;
import java.io.IOException;
import java.nio.file.Files;
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

    @Option(
            names = "--folds",
            paramLabel = "N",
            description = "In which what is learned is kept from what is judged. Without it: 5.")
    private int folds = 5;

    @Option(names = "--seed", paramLabel = "N", description = "Of the split into folds. Without it: 1.")
    private long seed = 1;

    @Option(
            names = "--estimates",
            paramLabel = "FILE",
            description =
                    "Estimates of `tiergate train` to go by, learned from other prompts than these. Without it: learned anew in"
                            + " each fold from the others.")
    private @Nullable Path estimates;

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

    @Option(names = "--curve", paramLabel = "FILE", description = "Draw quality over cost, as SVG.")
    private @Nullable Path curve;

    EvalCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (folds < 2 || folds > 50) {
            throw Failure.usage("--folds: " + folds + " is not from 2 to 50", "five are usual");
        }
        if (atCostShare != null && !(atCostShare > 0 && atCostShare <= 1)) {
            throw Failure.usage("--at-cost-share: " + atCostShare + " is not above 0 and at most 1", "write 0.25, say");
        }
        Estimates fixed = estimates == null ? null : estimates(estimates);
        Sample.Read read = sample.read(session);
        Report report = Evaluation.run(
                read.cases(),
                read.models(),
                read.variants(),
                new EstimatesTrainer.Settings("eval", read.reference(), 4, seed),
                folds,
                fixed,
                session.terminal()::note);
        if (decisions != null) {
            write(decisions, decisions(report));
        }
        if (curve != null) {
            write(curve, CurveDrawing.svg(read.set() + ": quality over cost", report.curves()));
        }
        EvalText text = new EvalText(
                session.terminal(),
                read,
                report,
                atCostShare == null ? report.versus() : report.versusTaskPrior(atCostShare));
        session.show(text.json(), text::render);
        return 0;
    }

    private Estimates estimates(Path file) {
        return switch (EstimatesCompiler.compile(file.toString(), session.read(file))) {
            case CompileResult.Compiled<Estimates>(var value, var document, var warnings) -> value;
            case CompileResult.Rejected<Estimates>(var problems) -> {
                problems.stream()
                        .limit(20)
                        .forEach(problem -> session.terminal().note(problem.toString()));
                throw Failure.usage(file + " is not valid", "write it with `tiergate train`");
            }
        };
    }

    private static String decisions(Report report) {
        return report.decisions().stream()
                .map(line -> JsonText.compact(JsonText.object(
                                "id", line.id(),
                                "plan", line.plan(),
                                "served", line.served(),
                                "cost_micros", line.micros()))
                        + "\n")
                .collect(Collectors.joining());
    }

    private void write(Path file, String text) {
        try {
            Files.writeString(session.path(file), text);
        } catch (IOException e) {
            throw Failure.usage("cannot write " + file + ": " + e.getMessage(), "choose another place");
        }
    }
}
