package io.tiergate.cli;

import io.grpc.stub.StreamObserver;
import io.tiergate.v1.AnalyzeReply;
import io.tiergate.v1.AnalyzeRequest;
import io.tiergate.v1.ClassifierGrpc;
import io.tiergate.v1.ListModelsReply;
import io.tiergate.v1.ListModelsRequest;
import io.tiergate.v1.LoadedModel;
import io.tiergate.v1.TextAnalysis;

/** A classifier node whose model sees 100 tokens: one a word, and two around them. */
final class FakeClassifier extends ClassifierGrpc.ClassifierImplBase {
    static final String DIGEST = "sha256:01";

    @Override
    public void listModels(ListModelsRequest request, StreamObserver<ListModelsReply> responses) {
        responses.onNext(ListModelsReply.newBuilder()
                .addModels(LoadedModel.newBuilder()
                        .setDigest(DIGEST)
                        .setName("fake")
                        .setWindowTokens(100)
                        .setDevice("cpu")
                        .setIsDefault(true))
                .build());
        responses.onCompleted();
    }

    @Override
    public void analyze(AnalyzeRequest request, StreamObserver<AnalyzeReply> responses) {
        AnalyzeReply.Builder reply = AnalyzeReply.newBuilder().setModel(DIGEST);
        for (String text : request.getTextsList()) {
            int words = (int) text.chars().filter(c -> c == ' ').count();
            reply.addAnalyses(TextAnalysis.newBuilder().setTokens(words + 2));
        }
        responses.onNext(reply.build());
        responses.onCompleted();
    }
}
