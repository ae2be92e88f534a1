package io.tiergate.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.tiergate.classifier.model.TestModels;
import io.tiergate.transport.GrpcChannels;
import io.tiergate.transport.UnsafeAddressException;
import io.tiergate.v1.AnalyzeReply;
import io.tiergate.v1.AnalyzeRequest;
import io.tiergate.v1.ClassifierGrpc;
import io.tiergate.v1.ClassifierGrpc.ClassifierBlockingStub;
import io.tiergate.v1.ListModelsReply;
import io.tiergate.v1.ListModelsRequest;
import io.tiergate.v1.LoadedModel;
import io.tiergate.v1.TextAnalysis;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole process over real connections. */
@Timeout(120)
class ClassifierNodeTest {
    private static final int MAX_BYTES = 1 << 24;

    @TempDir
    private Path directory;

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened.reversed()) {
            one.close();
        }
    }

    @Test
    void nodeWithNothingConfigured_servesTheBundledModel() throws IOException {
        ClassifierBlockingStub stub = stub(
                start(Map.of("tiergate.ready-file", directory.resolve("ready").toString())));
        AnalyzeReply reply =
                stub.analyze(request("Hello", "").setEmbedding(true).build());
        assertThat(reply.getAnalysesCount()).isEqualTo(2);
        TextAnalysis hello = reply.getAnalyses(0);
        double square =
                hello.getEmbeddingList().stream().mapToDouble(x -> x * x).sum();
        assertThat(hello.getEmbeddingCount()).isEqualTo(384);
        assertThat(square).isCloseTo(1, within(1e-5));
        assertThat(hello.getTokens()).isEqualTo(3);
        assertThat(hello.hasDistance()).isFalse();
        TextAnalysis judged = stub.analyze(request("Translate this letter into French", "")
                        .addAllHeads(List.of("task", "domain"))
                        .build())
                .getAnalyses(0);
        assertThat(judged.getHeadsMap()).containsOnlyKeys("task", "domain");
        assertThat(judged.hasDistance()).isTrue();
        assertThat(reply.getMicrosPerToken()).isPositive();
        LoadedModel model =
                stub.listModels(ListModelsRequest.getDefaultInstance()).getModels(0);
        assertThat(reply.getModel()).isEqualTo(model.getDigest());
        assertThat(model.getName()).isEqualTo("all-minilm-l6-v2-q");
        assertThat(model.getWindowTokens()).isEqualTo(512);
        assertThat(model.getIsDefault()).isTrue();
        assertThat(model.getDevice()).isEqualTo("cpu");
        assertThat(Files.readString(directory.resolve("ready"))).startsWith("{\"grpc\": ");
    }

    @Test
    void headsAreAnsweredByName_andTheEmbeddingOnlyWhereItIsAskedFor() throws IOException {
        ClassifierBlockingStub stub = stub(startTiny());
        AnalyzeReply all = stub.analyze(request("bug").build());
        assertThat(all.getAnalyses(0).getEmbeddingCount()).isZero();
        assertThat(all.getAnalyses(0).getHeadsMap()).containsOnlyKeys("kind", "urgent");
        AnalyzeReply one = stub.analyze(request("bug").addHeads("kind").build());
        assertThat(one.getAnalyses(0).getHeadsMap()).containsOnlyKeys("kind");
        assertThat(one.getAnalyses(0).getHeadsOrThrow("kind").getLabelsList())
                .containsExactly("bug", "billing", "other");
        assertThat(one.getAnalyses(0).getHeadsOrThrow("kind").getProbabilities(0))
                .isGreaterThan(0.9f);
        AnalyzeReply embedded = stub.analyze(request("bug").setEmbedding(true).build());
        assertThat(embedded.getAnalyses(0).getEmbeddingCount()).isEqualTo(4);
        assertThat(embedded.getAnalyses(0).getHeadsMap()).isEmpty();
        AnalyzeReply both =
                stub.analyze(request("bug").setEmbedding(true).addHeads("kind").build());
        assertThat(both.getAnalyses(0).getEmbeddingCount()).isEqualTo(4);
        assertThat(both.getAnalyses(0).getHeadsMap()).containsOnlyKeys("kind");
    }

    @Test
    void refusals_haveTheirStatusAndSayWhatToDo() throws IOException {
        ClassifierBlockingStub stub = stub(startTiny());
        assertRefused(
                stub,
                request("bug").setModel("sha256:00"),
                Status.Code.NOT_FOUND,
                "no model sha256:00 is loaded; loaded are tiny sha256:");
        assertRefused(
                stub,
                request("bug").addHeads("mood"),
                Status.Code.INVALID_ARGUMENT,
                "has no head mood; it has kind, urgent");
        assertRefused(stub, request("nan"), Status.Code.INTERNAL, "the model tiny gave what is not a finite number");
        AnalyzeRequest.Builder many = AnalyzeRequest.newBuilder();
        for (int i = 0; i < 257; i++) {
            many.addTexts("bug");
        }
        assertRefused(stub, many, Status.Code.INVALID_ARGUMENT, "257 texts in one call; at most 256");
        assertRefused(
                stub.withDeadlineAfter(1, TimeUnit.NANOSECONDS), request("bug"), Status.Code.DEADLINE_EXCEEDED, "");
        // None of that harms the next call.
        assertThat(stub.analyze(request("bug").build()).getAnalysesCount()).isEqualTo(1);
    }

    @Test
    void nodeWithAKey_letsInWhoPresentsIt() throws IOException {
        Path key = Files.writeString(directory.resolve("key"), "secret\n");
        ClassifierNode node = startTiny(Map.of("tiergate.key", "file:" + key));
        ClassifierBlockingStub stub = stub(node);
        assertRefused(stub, request("bug"), Status.Code.UNAUTHENTICATED, "present the node's key");
        assertThatThrownBy(() -> stub.listModels(ListModelsRequest.getDefaultInstance()))
                .hasMessageContaining("UNAUTHENTICATED");
        assertThat(stub.withCallCredentials(GrpcChannels.bearer("secret"))
                        .analyze(request("bug").build())
                        .getAnalysesCount())
                .isEqualTo(1);
    }

    @Test
    void setThatComesWhileTheNodeRuns_servesBesideTheOthers() throws IOException {
        ClassifierBlockingStub stub = stub(startTiny(Map.of("tiergate.models.poll-interval", "20ms")));
        TestModels.set("labels", directory.resolve("models/.labels"));
        Files.move(directory.resolve("models/.labels"), directory.resolve("models/labels"));
        Files.createDirectory(directory.resolve("models/broken"));
        ListModelsReply models = stub.listModels(ListModelsRequest.getDefaultInstance());
        while (models.getModelsCount() < 2 || models.getProblemsCount() < 1) { // bounded by the test's timeout
            models = stub.listModels(ListModelsRequest.getDefaultInstance());
        }
        LoadedModel labels = models.getModels(0);
        assertThat(labels.getName()).isEqualTo("tiny-labels");
        assertThat(labels.getEmbeddingWidth()).isZero();
        assertThat(labels.getIsDefault()).isFalse();
        assertThat(models.getProblems(0)).contains("broken/model.onnx is missing");
        AnalyzeReply pinned =
                stub.analyze(request("bug").setModel(labels.getDigest()).build());
        assertThat(pinned.getAnalyses(0).getHeadsOrThrow("kind").getLabelsList())
                .containsExactly("bug", "billing");
        assertThat(stub.analyze(request("bug").build()).getModel()).isNotEqualTo(labels.getDigest());
    }

    @Test
    void healthAndMetrics_areServed() throws Exception {
        ClassifierNode node = startTiny();
        ManagedChannel channel = channel(node);
        assertThat(HealthGrpc.newBlockingStub(channel)
                        .check(HealthCheckRequest.newBuilder()
                                .setService(ClassifierGrpc.SERVICE_NAME)
                                .build())
                        .getStatus())
                .isEqualTo(ServingStatus.SERVING);
        ClassifierBlockingStub stub = ClassifierGrpc.newBlockingStub(channel);
        assertThat(stub.analyze(request("bug", "bill").build()).getAnalysesCount())
                .isEqualTo(2);
        assertThat(get(node, "/health")).contains("\"status\":\"UP\"").contains("tiny");
        assertThat(get(node, "/prometheus"))
                .contains("tiergate_classifier_texts_total 2.0")
                .contains("tiergate_classifier_calls_total{outcome=\"analyzed\"} 1.0")
                .contains("tiergate_classifier_waiting 0.0");
    }

    @Test
    void defaultThatCannotBeLoaded_isNoStart() {
        TestModels.encoder(directory.resolve("models/tiny"), "wide");
        assertThatThrownBy(() -> startNode(tiny()))
                .hasMessageContaining("the default model tiny is not loaded: ")
                .hasMessageContaining("wide.onnx takes embeddings of 5 numbers");
        Map<String, Object> absent = tiny();
        absent.put("tiergate.models.default-model", "other");
        assertThatThrownBy(() -> startNode(absent)).hasMessageContaining("there is no directory of that name in");
    }

    @Test
    void addressWiderThanLoopback_needsTlsAndCredentials() {
        TestModels.encoder(directory.resolve("models/tiny"));
        Map<String, Object> wide = tiny();
        wide.put("tiergate.grpc.bind", "0.0.0.0:0");
        assertThatThrownBy(() -> startNode(wide))
                .isInstanceOf(UnsafeAddressException.class)
                .hasMessageContaining("classifier node will not listen on 0.0.0.0:0");
    }

    private Map<String, Object> tiny() {
        Map<String, Object> properties = new HashMap<>();
        properties.put("tiergate.models.directory", directory.resolve("models").toString());
        properties.put("tiergate.models.default-model", "tiny");
        properties.put("tiergate.models.bundled", false);
        properties.put("tiergate.grpc.bind", "127.0.0.1:0");
        properties.put("tiergate.management.bind", "127.0.0.1:0");
        return properties;
    }

    private ClassifierNode startTiny() throws IOException {
        return startTiny(Map.of());
    }

    private ClassifierNode startTiny(Map<String, Object> more) throws IOException {
        TestModels.encoder(directory.resolve("models/tiny"), "kind", "urgent");
        Map<String, Object> properties = tiny();
        properties.putAll(more);
        return startNode(properties);
    }

    private ClassifierNode start(Map<String, Object> more) throws IOException {
        Map<String, Object> properties = new HashMap<>(more);
        properties.put("tiergate.grpc.bind", "127.0.0.1:0");
        properties.put("tiergate.management.bind", "127.0.0.1:0");
        return startNode(properties);
    }

    private ClassifierNode startNode(Map<String, Object> properties) throws IOException {
        ClassifierNode node = ClassifierNode.start(properties);
        opened.add(node);
        return node;
    }

    private ManagedChannel channel(ClassifierNode node) {
        ManagedChannel channel = GrpcChannels.openPlain("127.0.0.1:" + node.grpcPort(), MAX_BYTES);
        opened.add(channel::shutdownNow);
        return channel;
    }

    private ClassifierBlockingStub stub(ClassifierNode node) {
        return ClassifierGrpc.newBlockingStub(channel(node));
    }

    private static AnalyzeRequest.Builder request(String... texts) {
        return AnalyzeRequest.newBuilder().addAllTexts(List.of(texts));
    }

    private static void assertRefused(
            ClassifierBlockingStub stub, AnalyzeRequest.Builder request, Status.Code code, String message) {
        assertThatThrownBy(() -> stub.analyze(request.build()))
                .isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
                    assertThat(e.getStatus().getCode()).isEqualTo(code);
                    assertThat(e.getStatus().getDescription()).contains(message);
                });
    }

    private static String get(ClassifierNode node, String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.managementPort() + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
