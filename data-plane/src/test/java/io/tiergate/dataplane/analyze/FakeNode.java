package io.tiergate.dataplane.analyze;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.tiergate.transport.BindAddress;
import io.tiergate.transport.CallerCredentials;
import io.tiergate.transport.GrpcServers;
import io.tiergate.transport.PresentedCredential;
import io.tiergate.transport.TlsSettings;
import io.tiergate.v1.AnalyzeReply;
import io.tiergate.v1.AnalyzeRequest;
import io.tiergate.v1.ClassifierGrpc;
import io.tiergate.v1.ListModelsReply;
import io.tiergate.v1.ListModelsRequest;
import io.tiergate.v1.LoadedModel;
import io.tiergate.v1.Scores;
import io.tiergate.v1.TextAnalysis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A node on a real port that answers what a test says; an embedding of three numbers, one head. */
final class FakeNode extends ClassifierGrpc.ClassifierImplBase implements AutoCloseable {
    static final String MODEL = "sha256:01";

    final List<AnalyzeRequest> asked = new CopyOnWriteArrayList<>();
    final List<PresentedCredential> presented = new CopyOnWriteArrayList<>();
    volatile UnaryOperator<AnalyzeReply> reply = UnaryOperator.identity();
    volatile @Nullable Status refusal;
    volatile boolean stalled;
    private GrpcServers.Running server;
    private boolean dead;

    FakeNode() {
        server = start(0);
    }

    private GrpcServers.Running start(int port) {
        try {
            return GrpcServers.start(
                    new GrpcServers.Options(
                            "fake node",
                            new BindAddress("127.0.0.1", port),
                            TlsSettings.NONE,
                            false,
                            false,
                            GrpcServers.DIRECT,
                            1 << 24),
                    List.of(this));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String address() {
        return "127.0.0.1:" + server.port();
    }

    /** Ends it as SIGKILL would. */
    void kill() {
        if (!dead) {
            server.close();
            dead = true;
        }
    }

    /** Starts it where it was. */
    void restart(String address) {
        server = start(BindAddress.parse(address).port());
        dead = false;
    }

    static AnalyzeReply good() {
        return AnalyzeReply.newBuilder()
                .setModel(MODEL)
                .setMicrosPerToken(10)
                .addAnalyses(TextAnalysis.newBuilder()
                        .addAllEmbedding(List.of(0.6f, 0.8f, 0f))
                        .setTokens(5)
                        .setDistance(-3)
                        .putHeads("task", scores(List.of("chat", "code"), 0.25f, 0.75f)))
                .build();
    }

    static Scores scores(List<String> labels, float... probabilities) {
        Scores.Builder scores = Scores.newBuilder().addAllLabels(labels);
        for (float probability : probabilities) {
            scores.addProbabilities(probability);
        }
        return scores.build();
    }

    @Override
    public void analyze(AnalyzeRequest request, StreamObserver<AnalyzeReply> responses) {
        asked.add(request);
        presented.add(CallerCredentials.current());
        Status status = refusal;
        if (status != null) {
            responses.onError(status.asRuntimeException());
        } else if (!stalled) {
            responses.onNext(reply.apply(good()));
            responses.onCompleted();
        }
    }

    @Override
    public void listModels(ListModelsRequest request, StreamObserver<ListModelsReply> responses) {
        responses.onNext(ListModelsReply.newBuilder()
                .addModels(LoadedModel.newBuilder()
                        .setDigest(MODEL)
                        .setEmbeddingWidth(3)
                        .setWindowTokens(100)
                        .setMicrosPerToken(10)
                        .setIsDefault(true))
                .build());
        responses.onCompleted();
    }

    @Override
    public void close() {
        kill();
    }
}
