package io.tiergate.cli.laboratory;

import io.tiergate.cli.session.Peer;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.laboratory.similarity.ComparedPairs;
import io.tiergate.laboratory.similarity.PairReader;
import io.tiergate.laboratory.similarity.TextPair;
import io.tiergate.laboratory.similarity.VerifierReport;
import io.tiergate.laboratory.text.UnusableSetException;
import io.tiergate.policy.similarity.Subject;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What commands about verifiers begin with: pairs of texts, a classifier node that embeds them, and what is asked of a verifier. */
final class Pairs {
    private static final String WRITTEN = "written";
    private static final String HELD_OUT = "held-out";

    @Option(
            names = "--pairs",
            paramLabel = "FILE|written|held-out",
            required = true,
            description =
                    "Labelled pairs, a line each (docs/cache.md shows the form); `written`: those that were written for this; `held-out`: some more, to judge what was learned from these.")
    private Path pairs = Path.of("");

    @Option(
            names = "--classifier",
            paramLabel = "HOST:PORT",
            description = "A node that runs. Without it: one is started for this.")
    private @Nullable String classifier;

    @Option(
            names = "--models",
            paramLabel = "DIR",
            description = "With a node that is started: model sets beside the bundled one.")
    private @Nullable Path models;

    @Option(
            names = "--model",
            paramLabel = "DIGEST",
            description =
                    "The model to embed with. Without it: the policy's, where one is given that pins it, else the node's default.")
    private String model = "";

    @Option(
            names = "--folds",
            paramLabel = "N",
            description = "In which what is learned is kept from what is judged. Without it: 5.")
    private int folds = 5;

    @Option(names = "--seed", paramLabel = "N", description = "Of the split into folds. Without it: 1.")
    private long seed = 1;

    @Option(
            names = "--confidence",
            paramLabel = "SHARE",
            description = "That the share of wrong ones is within the bound. Without it: 0.95.")
    private double confidence = 0.95;

    /**
     * Pairs that were embedded and compared.
     *
     * @param model {@code sha256:HEX} of the model set
     */
    record Compared(ComparedPairs pairs, String model) {}

    /** How the pairs are called in a card. */
    String from() {
        return isInJar(WRITTEN) || isInJar(HELD_OUT)
                ? "pairs that were written for this, not asked by anybody"
                : String.valueOf(pairs.getFileName());
    }

    private boolean isInJar(String name) {
        return pairs.equals(Path.of(name));
    }

    /**
     * What is asked of a verifier.
     *
     * @throws Failure naming the option that makes no sense
     */
    VerifierReport.Settings settings(Subject subject, double maxWrong) {
        if (folds < 2 || folds > 50) {
            throw Failure.usage("--folds: " + folds + " is not from 2 to 50", "five are usual");
        }
        if (!(confidence >= 0.5 && confidence < 1)) {
            throw Failure.usage("--confidence: " + confidence + " is not from 0.5 to below 1", "write 0.95, say");
        }
        if (!(maxWrong > 0 && maxWrong <= 0.5)) {
            throw Failure.usage(
                    VerifierText.option(subject) + ": " + maxWrong + " is not above 0 and at most 0.5",
                    "write 0.05, say");
        }
        return new VerifierReport.Settings(folds, seed, maxWrong, confidence);
    }

    /**
     * Reads the pairs, embeds and compares them.
     *
     * @param subject what they are pairs of
     * @param pinned {@code sha256:HEX} of a model that is taken where the command line names none; empty: none
     * @throws Failure naming the file, the line and what to do
     */
    Compared compare(Session session, Subject subject, String pinned) throws IOException {
        String wanted = model.isEmpty() ? pinned : model;
        List<String> arguments = models == null ? List.of() : List.of("--models=" + session.path(models));
        try {
            List<TextPair> read = read(session, subject);
            return TextEmbedder.with(
                    session, classifier, arguments, node -> compare(session, node, wanted, subject, read));
        } catch (UnusableSetException e) {
            throw Failure.usage(pairs + ": " + e.problem(), e.remedy());
        }
    }

    private List<TextPair> read(Session session, Subject subject) throws UnusableSetException {
        if (isInJar(WRITTEN)) {
            return PairReader.written(subject);
        }
        if (isInJar(HELD_OUT)) {
            return PairReader.heldOut(subject);
        }
        try {
            return PairReader.read(session.path(pairs));
        } catch (NoSuchFileException e) {
            throw Failure.usage(pairs + " does not exist", "check the path");
        } catch (IOException e) {
            throw Failure.usage("cannot read " + pairs + ": " + e.getMessage(), "check that it is UTF-8 text");
        }
    }

    private static Compared compare(Session session, Peer node, String model, Subject subject, List<TextPair> read)
            throws UnusableSetException {
        String digest = TextEmbedder.requireModel(node, model);
        return new Compared(
                ComparedPairs.of(subject, read, texts -> TextEmbedder.vectors(session, node, digest, texts)), digest);
    }
}
