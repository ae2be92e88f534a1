package io.tiergate.cli;

import io.grpc.stub.StreamObserver;
import io.tiergate.v1.AnalyzeReply;
import io.tiergate.v1.AnalyzeRequest;
import io.tiergate.v1.ClassifierGrpc;
import io.tiergate.v1.ListModelsReply;
import io.tiergate.v1.ListModelsRequest;
import io.tiergate.v1.LoadedModel;
import io.tiergate.v1.TextAnalysis;
import java.util.List;
import java.util.stream.IntStream;

/** A classifier node whose model sees 100 tokens: one a word, and two around them. Each first letter of a word has a place in the embedding. */
final class FakeClassifier extends ClassifierGrpc.ClassifierImplBase {
    static final String DIGEST = "sha256:01";
    private static final int LETTERS = 26;

    private final String digest;
    private final boolean embeds;

    FakeClassifier() {
        this(DIGEST, false);
    }

    FakeClassifier(String digest, boolean embeds) {
        this.digest = digest;
        this.embeds = embeds;
    }

    @Override
    public void listModels(ListModelsRequest request, StreamObserver<ListModelsReply> responses) {
        responses.onNext(ListModelsReply.newBuilder()
                .addModels(LoadedModel.newBuilder()
                        .setDigest(digest)
                        .setName("fake")
                        .setWindowTokens(100)
                        .setDevice("cpu")
                        .setIsDefault(true))
                .build());
        responses.onCompleted();
    }

    @Override
    public void analyze(AnalyzeRequest request, StreamObserver<AnalyzeReply> responses) {
        AnalyzeReply.Builder reply = AnalyzeReply.newBuilder().setModel(digest);
        for (String text : request.getTextsList()) {
            int words = (int) text.chars().filter(c -> c == ' ').count();
            reply.addAnalyses(TextAnalysis.newBuilder().setTokens(words + 2).addAllEmbedding(embedding(text)));
        }
        responses.onNext(reply.build());
        responses.onCompleted();
    }

    private List<Float> embedding(String text) {
        if (!embeds) {
            return List.of();
        }
        float[] counts = new float[LETTERS];
        for (String word : text.split(" ", -1)) {
            counts[Character.toLowerCase(word.charAt(0)) - 'a']++;
        }
        double length = Math.sqrt(IntStream.range(0, LETTERS)
                .mapToDouble(i -> counts[i] * counts[i])
                .sum());
        return IntStream.range(0, LETTERS)
                .mapToObj(i -> (float) (counts[i] / length))
                .toList();
    }
}
