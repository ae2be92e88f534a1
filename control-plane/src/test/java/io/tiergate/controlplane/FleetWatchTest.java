package io.tiergate.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import io.tiergate.transport.GrpcChannels;
import io.tiergate.transport.TlsSettings;
import io.tiergate.v1.Ack;
import io.tiergate.v1.ClientMessage;
import io.tiergate.v1.DocumentKind;
import io.tiergate.v1.FleetAdminGrpc;
import io.tiergate.v1.FleetState;
import io.tiergate.v1.GetFleetRequest;
import io.tiergate.v1.Hello;
import io.tiergate.v1.PolicyAdminGrpc;
import io.tiergate.v1.PolicyDistributionGrpc;
import io.tiergate.v1.PublishRequest;
import io.tiergate.v1.ResourceState;
import io.tiergate.v1.Update;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fleet as people watch it, over real connections. */
class FleetWatchTest {
    private static final long PATIENCE_SECONDS = 30;

    @Test
    void watch_showsAnAgentConverge_andLeave(@TempDir Path directory) throws Exception {
        try (ControlPlane controlPlane = ControlPlane.start(Map.of(
                "tiergate.data-dir", directory.toString(),
                "tiergate.grpc.bind", "127.0.0.1:0",
                "tiergate.management.bind", "127.0.0.1:0"))) {
            ManagedChannel people =
                    GrpcChannels.open("127.0.0.1:" + controlPlane.grpcPort(), TlsSettings.NONE, 1 << 20);
            ManagedChannel agent = GrpcChannels.open("127.0.0.1:" + controlPlane.grpcPort(), TlsSettings.NONE, 1 << 20);
            String operatorKey =
                    Files.readString(directory.resolve("operator.key")).strip();
            String agentKey = Files.readString(directory.resolve("agent.key")).strip();
            try (Context.CancellableContext watching = Context.current().withCancellation()) {
                watching.run(() -> {
                    Iterator<FleetState> states = FleetAdminGrpc.newBlockingStub(people)
                            .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
                            .withCallCredentials(GrpcChannels.bearer(operatorKey))
                            .watchFleet(GetFleetRequest.getDefaultInstance());
                    assertThat(states.next().getAgentsList()).isEmpty();

                    subscribe(agent, agentKey);
                    await(states, ResourceState.State.EMPTY);
                    publish(people, operatorKey);
                    ResourceState converged = await(states, ResourceState.State.CONVERGED);
                    assertThat(converged.getActiveGeneration()).isEqualTo(1);
                    assertThat(converged.getActiveDigest()).isEqualTo(converged.getTargetDigest());
                    assertThat(converged.getTimeToActiveMicros()).isPositive();

                    agent.shutdownNow();
                    await(states, ResourceState.State.UNREACHABLE);
                });
            }
            assertThatThrownBy(() -> FleetAdminGrpc.newBlockingStub(people)
                            .withCallCredentials(GrpcChannels.bearer(agentKey))
                            .watchFleet(GetFleetRequest.getDefaultInstance())
                            .next())
                    .hasMessageContaining("PERMISSION_DENIED");
            people.shutdownNow();
        }
    }

    /** Reads states until routing at the one agent stands so; the deadline ends the wait. */
    private static ResourceState await(Iterator<FleetState> states, ResourceState.State wanted) {
        while (true) {
            FleetState state = states.next();
            if (state.getAgentsCount() == 1
                    && state.getAgents(0).getResources(0).getState() == wanted) {
                return state.getAgents(0).getResources(0);
            }
        }
    }

    private static void publish(ManagedChannel channel, String key) {
        try (var in = Objects.requireNonNull(FleetWatchTest.class.getResourceAsStream("/documents/catalog.yaml"))) {
            var _ = PolicyAdminGrpc.newBlockingStub(channel)
                    .withCallCredentials(GrpcChannels.bearer(key))
                    .publish(PublishRequest.newBuilder()
                            .setKind(DocumentKind.DOCUMENT_KIND_CATALOG)
                            .setText(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                            .setMessage("first")
                            .build());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void subscribe(ManagedChannel channel, String key) {
        AtomicReference<@Nullable StreamObserver<ClientMessage>> requests = new AtomicReference<>();
        requests.set(PolicyDistributionGrpc.newStub(channel)
                .withCallCredentials(GrpcChannels.bearer(key))
                .subscribe(new StreamObserver<>() {
                    @Override
                    public void onNext(Update update) {
                        Objects.requireNonNull(requests.get())
                                .onNext(ClientMessage.newBuilder()
                                        .setAck(Ack.newBuilder()
                                                .setResource(update.getResource())
                                                .setNonce(update.getNonce())
                                                .setGeneration(update.getGeneration())
                                                .setDigest(update.getDigest()))
                                        .build());
                    }

                    @Override
                    public void onError(@Nullable Throwable failure) {}

                    @Override
                    public void onCompleted() {}
                }));
        Objects.requireNonNull(requests.get())
                .onNext(ClientMessage.newBuilder()
                        .setHello(Hello.newBuilder()
                                .setAgent("a1")
                                .setFleet("default")
                                .setSchema(1))
                        .build());
    }
}
