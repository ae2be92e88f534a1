package io.tiergate.cli.laboratory;

import io.tiergate.cli.session.Peer;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.laboratory.heads.EmbeddedPrompts;
import io.tiergate.laboratory.heads.Prompt;
import io.tiergate.laboratory.heads.PromptReader;
import io.tiergate.laboratory.text.UnusableSetException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What commands about heads begin with: prompts, and a classifier node that embeds them. */
final class Embedding {
    private static final String WRITTEN = "written";
    private static final int MOST_EDGES = 100;

    @Option(
            names = "--prompts",
            paramLabel = "FILE|written",
            required = true,
            description = {
                "Labelled prompts: .jsonl (text, task, domain), CLINC150's data_full.json, a .csv of BANKING77; `written`: those that"
                        + " were written for this."
            })
    private Path prompts = Path.of("");

    @Option(
            names = "--test",
            paramLabel = "FILE",
            description = "Those that judge, where they are a file of their own.")
    private @Nullable Path test;

    @Option(
            names = "--classifier",
            paramLabel = "HOST:PORT",
            description = "A node that runs. Without it: one is started for this.")
    private @Nullable String classifier;

    @Option(names = "--seed", paramLabel = "N", description = "Of the split. Without it: 1.")
    private long seed = 1;

    @Option(
            names = "--edges",
            paramLabel = "N",
            description =
                    "Heads see the first and last N words besides the whole text, where it says what is to be done. Costs two short"
                            + " runs of the encoder more. Without it: 0, the whole text alone.")
    private int edges;

    long seed() {
        return seed;
    }

    /** How the prompts are called in a card. */
    String from() {
        return prompts.equals(Path.of(WRITTEN))
                ? "prompts that were written for this, not sent by anybody"
                : String.valueOf(prompts.getFileName());
    }

    /**
     * Reads the prompts and embeds them, one text a call as in serving.
     *
     * @param model {@code sha256:HEX} of the model to embed with; empty: the node's default
     * @param nodeArguments of a node that is started
     * @throws Failure naming the file, the line and what to do
     */
    EmbeddedPrompts embed(Session session, String model, List<String> nodeArguments) throws IOException {
        if (edges < 0 || edges > MOST_EDGES) {
            throw Failure.usage("--edges: " + edges + " is not from 0 to " + MOST_EDGES, "write 6, say");
        }
        try {
            List<Prompt> read = read(session);
            return TextEmbedder.with(session, classifier, nodeArguments, node -> embed(session, node, model, read));
        } catch (UnusableSetException e) {
            throw unusable(e);
        }
    }

    /** What that is told as. */
    Failure unusable(UnusableSetException problem) {
        return Failure.usage(prompts + ": " + problem.problem(), problem.remedy());
    }

    private List<Prompt> read(Session session) throws UnusableSetException {
        List<Prompt> all = new ArrayList<>();
        if (prompts.equals(Path.of(WRITTEN))) {
            all.addAll(PromptReader.written());
        } else {
            all.addAll(read(session, prompts, test == null ? Prompt.Part.ANY : Prompt.Part.LEARN));
        }
        if (test != null) {
            all.addAll(read(session, test, Prompt.Part.TEST));
        }
        return all;
    }

    private static List<Prompt> read(Session session, Path file, Prompt.Part part) throws UnusableSetException {
        try {
            return PromptReader.read(session.path(file), part);
        } catch (NoSuchFileException e) {
            throw Failure.usage(file + " does not exist", "check the path");
        } catch (IOException e) {
            throw Failure.usage("cannot read " + file + ": " + e.getMessage(), "check that it is UTF-8 text");
        }
    }

    private EmbeddedPrompts embed(Session session, Peer node, String model, List<Prompt> prompts)
            throws UnusableSetException {
        TextEmbedder.requireModel(node, model);
        return EmbeddedPrompts.of(prompts, edges, texts -> TextEmbedder.vectors(session, node, model, texts));
    }
}
