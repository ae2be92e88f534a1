package io.tiergate.cli.laboratory;

import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.laboratory.evaluate.Evaluation;
import io.tiergate.laboratory.evaluate.Report;
import io.tiergate.laboratory.evaluate.Study;
import io.tiergate.laboratory.train.EstimatesTrainer;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.estimate.Estimates;
import io.tiergate.policy.estimate.EstimatesCompiler;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How what is learned is kept from what is judged. */
final class Learning {
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

    /** Whether estimates are given, so that nothing is learned. */
    boolean fixed() {
        return estimates != null;
    }

    /** The study of a sample. */
    Study study(Session session, Sample.Read read) {
        if (folds < 2 || folds > 50) {
            throw Failure.usage("--folds: " + folds + " is not from 2 to 50", "five are usual");
        }
        return new Study(
                read.cases(),
                read.models(),
                read.variants(),
                new EstimatesTrainer.Settings("eval", read.reference(), 4, seed),
                folds,
                session.terminal()::note);
    }

    /**
     * Compares strategies on a sample.
     *
     * @throws Failure if there is nothing to compare
     */
    Report report(Session session, Sample.Read read) {
        read.requireComparable();
        return Evaluation.run(study(session, read), estimates(session));
    }

    /** The estimates that are given; null: none are. */
    @Nullable
    Estimates estimates(Session session) {
        if (estimates == null) {
            return null;
        }
        return switch (EstimatesCompiler.compile(estimates.toString(), session.read(estimates))) {
            case CompileResult.Compiled<Estimates>(var value, var document, var warnings) -> value;
            case CompileResult.Rejected<Estimates>(var problems) -> {
                problems.stream()
                        .limit(20)
                        .forEach(problem -> session.terminal().note(problem.toString()));
                throw Failure.usage(estimates + " is not valid", "write it with `tiergate train`");
            }
        };
    }
}
