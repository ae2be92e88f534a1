package io.tiergate.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.tiergate.transport.GrpcChannels;
import io.tiergate.transport.TlsSettings;
import io.tiergate.v1.ClientMessage;
import io.tiergate.v1.DocumentKind;
import io.tiergate.v1.Hello;
import io.tiergate.v1.PolicyAdminGrpc;
import io.tiergate.v1.PolicyDistributionGrpc;
import io.tiergate.v1.PublishRequest;
import io.tiergate.v1.Update;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two control planes on one PostgreSQL: what is published through one reaches the other's agents; the database's end ends neither. */
class TwoControlPlanesTest {
    private static final long PATIENCE_SECONDS = 30;

    @Test
    void publishThroughOne_reachesAgentsOfTheOther_andBothOutliveTheDatabase(@TempDir Path directory) throws Exception {
        EmbeddedPostgres postgres = postgres(directory.resolve("pg"));
        try (ControlPlane one = start(directory, postgres);
                ControlPlane two = start(directory, postgres)) {
            String operatorKey =
                    Files.readString(directory.resolve("operator.key")).strip();
            ManagedChannel first = channel(one);
            ManagedChannel second = channel(two);
            BlockingQueue<Update> received = subscribe(
                    second, Files.readString(directory.resolve("agent.key")).strip());

            publish(first, operatorKey);
            Update update = Objects.requireNonNull(received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
            assertThat(update.getGeneration()).isEqualTo(1);

            postgres.close();
            assertThatThrownBy(() -> publish(first, operatorKey))
                    .isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
                        assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
                        assertThat(e.getStatus().getDescription()).contains("does not answer");
                    });
            BlockingQueue<Update> later = subscribe(
                    first, Files.readString(directory.resolve("agent.key")).strip());
            assertThat(Objects.requireNonNull(later.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
                            .getDigest())
                    .as("agents are served from memory")
                    .isEqualTo(update.getDigest());
            first.shutdownNow();
            second.shutdownNow();
        } finally {
            postgres.close();
        }
    }

    private static EmbeddedPostgres postgres(Path directory) throws IOException {
        try {
            return EmbeddedPostgres.builder()
                    .setOverrideWorkingDirectory(
                            Files.createDirectories(directory).toFile())
                    .start();
        } catch (IOException | IllegalStateException e) {
            return Assumptions.abort("no PostgreSQL on this machine: " + e);
        }
    }

    private static ControlPlane start(Path directory, EmbeddedPostgres postgres) throws IOException {
        return ControlPlane.start(Map.of(
                "tiergate.data-dir",
                directory.toString(),
                "tiergate.grpc.bind",
                "127.0.0.1:0",
                "tiergate.management.bind",
                "127.0.0.1:0",
                "tiergate.database.url",
                postgres.getJdbcUrl("postgres", "postgres")));
    }

    private static ManagedChannel channel(ControlPlane controlPlane) throws IOException {
        return GrpcChannels.open("127.0.0.1:" + controlPlane.grpcPort(), TlsSettings.NONE, 1 << 20);
    }

    private static void publish(ManagedChannel channel, String key) throws IOException {
        try (var in =
                Objects.requireNonNull(TwoControlPlanesTest.class.getResourceAsStream("/documents/catalog.yaml"))) {
            var _ = PolicyAdminGrpc.newBlockingStub(channel)
                    .withCallCredentials(GrpcChannels.bearer(key))
                    .publish(PublishRequest.newBuilder()
                            .setKind(DocumentKind.DOCUMENT_KIND_CATALOG)
                            .setText(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                            .setMessage("first")
                            .build());
        }
    }

    private static BlockingQueue<Update> subscribe(ManagedChannel channel, String key) {
        BlockingQueue<Update> received = new LinkedBlockingQueue<>();
        StreamObserver<ClientMessage> requests = PolicyDistributionGrpc.newStub(channel)
                .withCallCredentials(GrpcChannels.bearer(key))
                .subscribe(new StreamObserver<>() {
                    @Override
                    public void onNext(Update update) {
                        received.add(update);
                    }

                    @Override
                    public void onError(@Nullable Throwable failure) {}

                    @Override
                    public void onCompleted() {}
                });
        requests.onNext(ClientMessage.newBuilder()
                .setHello(Hello.newBuilder().setAgent("a1").setFleet("default").setSchema(1))
                .build());
        return received;
    }
}
