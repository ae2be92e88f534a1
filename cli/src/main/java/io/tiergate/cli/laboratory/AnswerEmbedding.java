package io.tiergate.cli.laboratory;

import io.tiergate.cli.process.OwnClassifier;
import io.tiergate.cli.session.Peer;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.laboratory.recorded.Case;
import io.tiergate.laboratory.recorded.FreeTexts;
import io.tiergate.laboratory.text.Embeddings;
import io.tiergate.laboratory.text.UnusableSetException;
import io.tiergate.policy.similarity.TextEquality;
import io.tiergate.v1.TextAnalysis;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A classifier node that embeds recorded free-text answers, where a policy says when two say the same. */
final class AnswerEmbedding {
    @Option(
            names = "--classifier",
            paramLabel = "HOST:PORT",
            description =
                    "A node that runs, where texts are to be embedded: free-text answers under a policy with `text_equality`, prompts for"
                            + " `train --success-heads`. Without it: one is started for this.")
    private @Nullable String classifier;

    /** {@code HOST:PORT} of the node; null: none is named. */
    @Nullable
    String classifier() {
        return classifier;
    }

    /**
     * The cases with how likely their answers say the same; as they are where nothing is to be embedded, or no node can be started.
     *
     * @param equality the policy's; null: it has none
     * @throws Failure if the node does not run the model that the policy's verifier was fitted on, or its embeddings are of no use
     */
    List<Case> compared(Session session, List<Case> cases, @Nullable TextEquality equality) {
        if (equality == null) {
            return cases;
        }
        List<String> texts = FreeTexts.of(cases);
        if (texts.isEmpty()) {
            return FreeTexts.compared(cases, text -> null);
        }
        TextEmbedder.Use<List<Case>> use = node -> compared(session, node, cases, equality.model(), texts);
        try {
            if (classifier != null) {
                return TextEmbedder.with(session, classifier, List.of(), use);
            }
            OwnClassifier started = started(session);
            return started == null ? FreeTexts.compared(cases, text -> null) : TextEmbedder.with(session, started, use);
        } catch (IOException e) {
            throw Failure.usage("no classifier node: " + e.getMessage(), "name one that runs with --classifier");
        } catch (UnusableSetException e) {
            throw Failure.usage(e.problem(), e.remedy());
        }
    }

    private static @Nullable OwnClassifier started(Session session) {
        try {
            return OwnClassifier.start(session, List.of());
        } catch (IOException | Failure e) {
            session.terminal()
                    .note("no classifier node could be started (" + e.getMessage()
                            + "): recorded free texts are equal where they are the same text, whatever `text_equality` says;"
                            + " name a node that runs with --classifier");
            return null;
        }
    }

    private static List<Case> compared(Session session, Peer node, List<Case> cases, String model, List<String> texts)
            throws UnusableSetException {
        TextEmbedder.requireModel(node, model);
        List<TextAnalysis> analyses = TextEmbedder.analyses(session, node, model, texts);
        Map<String, float[]> whole = new LinkedHashMap<>();
        for (int i = 0; i < texts.size(); i++) {
            if (analyses.get(i).getTokensCut() == 0) {
                whole.put(texts.get(i), TextEmbedder.vector(analyses.get(i)));
            }
        }
        if (whole.size() < texts.size()) {
            session.terminal()
                    .note((texts.size() - whole.size())
                            + " recorded free texts are longer than the model reads: equal to the same text alone");
        }
        if (whole.size() > 1) {
            var _ = Embeddings.of(List.copyOf(whole.keySet()), "answer", some -> List.copyOf(whole.values()));
        }
        return FreeTexts.compared(cases, whole::get);
    }
}
