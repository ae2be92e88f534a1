package io.tiergate.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.tiergate.transport.GrpcChannels;
import io.tiergate.transport.TlsSettings;
import io.tiergate.v1.Ack;
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
    void publishThroughOne_reachesAgentsOfTheOther_andBothOutliveTheDatabase_untilItIsBack(@TempDir Path directory)
            throws Exception {
        EmbeddedPostgres postgres = postgres(directory.resolve("pg"), 0);
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

            try (EmbeddedPostgres again = postgres(directory.resolve("pg"), postgres.getPort())) {
                assertThat(again.getPort()).isEqualTo(postgres.getPort());
                publishWhenItAnswers(first, operatorKey);
                Update fresh = Objects.requireNonNull(later.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
                assertThat(fresh.getGeneration()).isEqualTo(2);
                assertThat(Objects.requireNonNull(received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
                                .getDigest())
                        .as("through the other control plane, too")
                        .isEqualTo(fresh.getDigest());
                first.shutdownNow();
                second.shutdownNow();
            }
        } finally {
            postgres.close();
        }
    }

    /** A database that keeps what it has; port 0: any free one. */
    private static EmbeddedPostgres postgres(Path directory, int port) throws IOException {
        try {
            return EmbeddedPostgres.builder()
                    .setOverrideWorkingDirectory(
                            Files.createDirectories(directory).toFile())
                    .setDataDirectory(directory.resolve("data"))
                    .setCleanDataDirectory(false)
                    .setPort(port)
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

    /** Publishes something new; a control plane needs a moment to notice that its database is back. */
    private static void publishWhenItAnswers(ManagedChannel channel, String key) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            try {
                publish(channel, key, "input: 0.15", "input: 0.16");
                return;
            } catch (StatusRuntimeException e) {
                if (e.getStatus().getCode() != Status.Code.UNAVAILABLE || System.nanoTime() > end) {
                    throw e;
                }
            }
        }
    }

    private static void publish(ManagedChannel channel, String key) throws IOException {
        publish(channel, key, "", "");
    }

    private static void publish(ManagedChannel channel, String key, String from, String to) throws IOException {
        try (var in =
                Objects.requireNonNull(TwoControlPlanesTest.class.getResourceAsStream("/documents/catalog.yaml"))) {
            var _ = PolicyAdminGrpc.newBlockingStub(channel)
                    .withCallCredentials(GrpcChannels.bearer(key))
                    .publish(PublishRequest.newBuilder()
                            .setKind(DocumentKind.DOCUMENT_KIND_CATALOG)
                            .setText(new String(in.readAllBytes(), StandardCharsets.UTF_8).replace(from, to))
                            .setMessage("first")
                            .build());
        }
    }

    /** What an agent that accepts everything is sent. */
    private static BlockingQueue<Update> subscribe(ManagedChannel channel, String key) {
        AcceptingAgent agent = new AcceptingAgent();
        StreamObserver<ClientMessage> requests = PolicyDistributionGrpc.newStub(channel)
                .withCallCredentials(GrpcChannels.bearer(key))
                .subscribe(agent);
        agent.requests = requests;
        requests.onNext(ClientMessage.newBuilder()
                .setHello(Hello.newBuilder().setAgent("a1").setFleet("default").setSchema(1))
                .build());
        return agent.received;
    }

    private static final class AcceptingAgent implements StreamObserver<Update> {
        private final BlockingQueue<Update> received = new LinkedBlockingQueue<>();
        private volatile @Nullable StreamObserver<ClientMessage> requests;

        @Override
        public void onNext(Update update) {
            Objects.requireNonNull(requests)
                    .onNext(ClientMessage.newBuilder()
                            .setAck(Ack.newBuilder()
                                    .setResource(update.getResource())
                                    .setNonce(update.getNonce())
                                    .setGeneration(update.getGeneration())
                                    .setDigest(update.getDigest()))
                            .build());
            received.add(update);
        }

        @Override
        public void onError(@Nullable Throwable failure) {}

        @Override
        public void onCompleted() {}
    }
}
