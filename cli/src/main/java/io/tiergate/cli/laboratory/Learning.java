package io.tiergate.cli.laboratory;

import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.laboratory.evaluate.Evaluation;
import io.tiergate.laboratory.evaluate.Report;
import io.tiergate.laboratory.evaluate.Study;
import io.tiergate.policy.document.CompileResult;
import io.tiergate.policy.document.Document;
import io.tiergate.policy.document.Fields;
import io.tiergate.policy.document.Problems;
import io.tiergate.policy.estimate.Estimates;
import io.tiergate.policy.estimate.EstimatesCompiler;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What decisions go by: estimates that are given, or learned in folds. */
final class Learning {
    @Mixin
    private Folding folding = new Folding();

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
        return folding.study(session, read);
    }

    /**
     * Compares strategies on a sample.
     *
     * @throws Failure if there is nothing to compare
     */
    Report report(Session session, Sample.Read read) {
        read.requireComparable();
        return Evaluation.run(study(session, read), estimates(session, read));
    }

    /** The estimates that are given, with a word where they were learned from this very set; null: none are. */
    @Nullable
    Estimates estimates(Session session, Sample.Read read) {
        if (estimates == null) {
            return null;
        }
        return switch (EstimatesCompiler.compile(estimates.toString(), session.read(estimates))) {
            case CompileResult.Compiled<Estimates>(var value, var document, var warnings) -> {
                if (learnedFrom(document).equals(read.set())) {
                    session.terminal()
                            .note(
                                    estimates + " was learned from " + read.set()
                                            + " itself: what is judged here knows the answers. Leave out --estimates to judge in folds");
                }
                yield value;
            }
            case CompileResult.Rejected<Estimates>(var problems) -> {
                problems.stream()
                        .limit(20)
                        .forEach(problem -> session.terminal().note(problem.toString()));
                throw Failure.usage(estimates + " is not valid", "write it with `tiergate train`");
            }
        };
    }

    /** The set that a document's card names; empty: it names none. */
    private static String learnedFrom(Document document) {
        return new Fields(document.root(), new Problems("card"))
                .mappingOrEmpty("card")
                .textOr("set", "");
    }
}
