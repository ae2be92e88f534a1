package io.tiergate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.grpc.ManagedChannel;
import io.tiergate.cli.process.Service;
import io.tiergate.transport.GrpcChannels;
import io.tiergate.transport.TlsSettings;
import io.tiergate.v1.AnalyzeReply;
import io.tiergate.v1.AnalyzeRequest;
import io.tiergate.v1.ClassifierGrpc;
import io.tiergate.v1.TextAnalysis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The classifier node's process: the bundled model over TLS, and model sets that it does not start with. */
@SuppressWarnings("NullAway.Init")
class ClassifierIT {
    private static final int MAX_MESSAGE_BYTES = 1 << 24;

    @TempDir
    private Path directory;

    private Processes processes;

    @BeforeEach
    void prepare() {
        processes = new Processes(directory);
    }

    @AfterEach
    void stop() {
        processes.close();
    }

    @Test
    void bundledModel_answersWhoShowsACertificate_andNobodyElse() throws IOException {
        Certificates certificates = new Certificates(Files.createDirectories(directory.resolve("certificates")));
        TlsSettings own = certificates.issue("classifier.example.org");
        Service node = start(
                "--grpc-bind=0.0.0.0:0",
                "--tls-certificate=" + own.certificateChain(),
                "--tls-key=" + own.privateKey(),
                "--tls-authority=" + own.trustedCertificates());
        int port = Processes.ports(node).path("grpc").asInt();
        AnalyzeRequest request = AnalyzeRequest.newBuilder()
                .addAllTexts(List.of("How do I reset my password?", "I forgot my password.", "word ".repeat(600)))
                .setEmbedding(true)
                .build();

        AnalyzeReply reply = call(port, certificates.issue("agent-1.example.org"), stub -> stub.analyze(request));

        assertThat(cosine(reply.getAnalyses(0), reply.getAnalyses(0))).isCloseTo(1, within(1e-5));
        assertThat(cosine(reply.getAnalyses(0), reply.getAnalyses(1))).isGreaterThan(0.6);
        assertThat(reply.getAnalyses(2).getTokensCut()).isEqualTo(602 - 512);
        TlsSettings nobody = new TlsSettings(null, null, certificates.authority());
        assertThatThrownBy(() -> call(port, nobody, stub -> stub.analyze(request)))
                .hasMessageContaining("UNAUTHENTICATED");
    }

    @Test
    void defaultModelThatCannotBeLoaded_isNoStart_andTheLogSaysWhatToDo() throws IOException {
        Path set = Files.createDirectories(directory.resolve("models/ours"));
        String[] arguments = {"--grpc-bind=127.0.0.1:0", "--models=" + set.getParent(), "--default-model=ours"};
        var _ = LiveStack.write(set.resolve("model.onnx"), "no model");
        assertThat(Processes.refusal(start(arguments))).contains("tokenizer.json is missing; copy the one");
        var _ = LiveStack.write(set.resolve("tokenizer.json"), "{}");
        var _ = LiveStack.write(
                set.resolve("card.json"), "{\"name\": \"ours\", \"window\": 512, \"pooling\": \"mean\"}");
        assertThat(Processes.refusal(start(arguments)))
                .contains("the default model ours is not loaded")
                .contains("tokenizer.json is no tokenizer");
    }

    private Service start(String... arguments) {
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = "--management-bind=127.0.0.1:0";
        return processes.start("classifier", "classifier-node", all);
    }

    private static <R> R call(int port, TlsSettings tls, Function<ClassifierGrpc.ClassifierBlockingStub, R> call)
            throws IOException {
        ManagedChannel channel = GrpcChannels.open("127.0.0.1:" + port, tls, MAX_MESSAGE_BYTES);
        try {
            return call.apply(ClassifierGrpc.newBlockingStub(channel));
        } finally {
            channel.shutdownNow();
        }
    }

    private static double cosine(TextAnalysis a, TextAnalysis b) {
        double sum = 0;
        for (int i = 0; i < a.getEmbeddingCount(); i++) {
            sum += (double) a.getEmbedding(i) * b.getEmbedding(i);
        }
        return sum;
    }
}
