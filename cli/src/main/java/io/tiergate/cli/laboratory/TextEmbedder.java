package io.tiergate.cli.laboratory;

import io.tiergate.cli.process.OwnClassifier;
import io.tiergate.cli.session.Connections;
import io.tiergate.cli.session.Peer;
import io.tiergate.cli.session.Session;
import io.tiergate.cli.terminal.ExitCode;
import io.tiergate.cli.terminal.Failure;
import io.tiergate.laboratory.text.UnusableSetException;
import io.tiergate.v1.AnalyzeRequest;
import io.tiergate.v1.ListModelsRequest;
import io.tiergate.v1.LoadedModel;
import io.tiergate.v1.TextAnalysis;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Has texts embedded by a classifier node. */
final class TextEmbedder {
    private static final int CALLERS = 4;
    private static final int TOLD_EVERY = 2_000;

    private TextEmbedder() {}

    /** What is done with a node. */
    @FunctionalInterface
    interface Use<T> {
        /**
         * Does it.
         *
         * @throws UnusableSetException if what is embedded is of no use
         */
        T of(Peer node) throws UnusableSetException;
    }

    /**
     * Uses the node that is named, or one that is started for this; what a started one logged stays where the use fails.
     *
     * @param address {@code HOST:PORT}; null: one is started
     * @param arguments of one that is started
     * @throws UnusableSetException as the use does
     */
    static <T> T with(Session session, @Nullable String address, List<String> arguments, Use<T> use)
            throws IOException, UnusableSetException {
        if (address == null) {
            return with(session, OwnClassifier.start(session, arguments), use);
        }
        try (Connections connections = session.connect()) {
            return use.of(connections.classifier(address));
        }
    }

    /**
     * Uses a node that was started for this, and ends it; what it logged stays where the use fails.
     *
     * @throws UnusableSetException as the use does
     */
    static <T> T with(Session session, OwnClassifier started, Use<T> use) throws IOException, UnusableSetException {
        try (OwnClassifier node = started;
                Connections connections = session.connect()) {
            T made = use.of(connections.classifier(node.address()));
            node.forget();
            return made;
        }
    }

    /**
     * Sees to it that the node runs the model.
     *
     * @param model {@code sha256:HEX}; empty: the node's default
     * @return its digest
     * @throws Failure if it does not
     */
    static String requireModel(Peer node, String model) {
        List<LoadedModel> loaded = node.classifier(stub -> stub.listModels(ListModelsRequest.getDefaultInstance()))
                .getModelsList();
        if (model.isEmpty()) {
            return loaded.stream()
                    .filter(LoadedModel::getIsDefault)
                    .map(LoadedModel::getDigest)
                    .findFirst()
                    .orElse("");
        }
        List<String> digests = loaded.stream().map(LoadedModel::getDigest).toList();
        if (!digests.contains(model)) {
            throw Failure.usage(
                    node.title() + " does not run the model " + model + "; it has " + String.join(", ", digests),
                    "start one with `tiergate classifier --models` on the directory that holds it, and name it with --classifier");
        }
        return model;
    }

    /** Embeds texts, one a call as in serving; gives the vectors in order. */
    static List<float[]> vectors(Session session, Peer node, String model, List<String> texts) {
        return analyses(session, node, model, texts).stream()
                .map(TextEmbedder::vector)
                .toList();
    }

    /** The same with what else the node says of each text. */
    static List<TextAnalysis> analyses(Session session, Peer node, String model, List<String> texts) {
        session.terminal().note("embedding " + texts.size() + " texts");
        TextAnalysis[] analyses = new TextAnalysis[texts.size()];
        AtomicInteger next = new AtomicInteger();
        Callable<@Nullable Void> caller = () -> {
            for (int at = next.getAndIncrement(); at < analyses.length; at = next.getAndIncrement()) {
                analyses[at] = analysis(node, model, texts.get(at));
                if ((at + 1) % TOLD_EVERY == 0) {
                    session.terminal().note((at + 1) + " of " + analyses.length);
                }
            }
            return null;
        };
        try (ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("caller-", 0).factory())) {
            List<Future<@Nullable Void>> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                callers.add(threads.submit(caller));
            }
            for (Future<@Nullable Void> one : callers) {
                one.get();
            }
            return List.of(analyses);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitCode.NO, "interrupted", "");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        }
    }

    private static TextAnalysis analysis(Peer node, String model, String text) {
        AnalyzeRequest request = AnalyzeRequest.newBuilder()
                .addTexts(text)
                .setModel(model)
                .setEmbedding(true)
                .build();
        return node.classifier(stub -> stub.analyze(request)).getAnalyses(0);
    }

    /** The embedding that a node gave; of no width where it gave none. */
    static float[] vector(TextAnalysis analysis) {
        float[] vector = new float[analysis.getEmbeddingCount()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = analysis.getEmbedding(i);
        }
        return vector;
    }
}
