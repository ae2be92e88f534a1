package io.tiergate.cli.laboratory;

import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.laboratory.evaluate.Study;
import io.tiergate.laboratory.train.EstimatesTrainer;
import picocli.CommandLine.Option;

/** How what is learned is kept from what is judged. */
final class Folding {
    @Option(
            names = "--folds",
            paramLabel = "N",
            description = "In which what is learned is kept from what is judged. Without it: 5.")
    private int folds = 5;

    @Option(names = "--seed", paramLabel = "N", description = "Of the split into folds. Without it: 1.")
    private long seed = 1;

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
}
