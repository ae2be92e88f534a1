package io.tiergate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import io.tiergate.cli.process.Services;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What services of other teams see of the gRPC servers: the example client, health, reflection. */
@ExtendWith(SharedStack.class)
class GrpcStubIT {
    @Test
    void exampleClient_getsAnAnswerWholeAndStreamed(LiveStack stack) {
        CommandRun run = client(stack, stack.key("shop"));
        assertThat(run.code()).as(run.said()).isZero();
        List<String> lines = run.out().lines().toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(1)).contains("mid-1, tier mid,").contains("decision a2.");
        assertThat(lines.get(2)).isEqualTo(lines.get(0)).isNotBlank();
        assertThat(lines.get(3)).isEqualTo("-- cache CACHE_STATE_EXACT");
    }

    @Test
    void exampleClient_toldOfAWrongKey_saysTheKindOfError(LiveStack stack) {
        CommandRun run = client(stack, "tg_nobody_has_this");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("(unauthenticated)").doesNotContain("tg_nobody_has_this");
    }

    private static CommandRun client(LiveStack stack, String key) {
        return CommandRun.of(
                Homes.project(),
                Map.of("TIERGATE_KEY", key),
                List.of(
                        Services.ownJava().toString(),
                        "-jar",
                        "examples/java-client/target/tiergate-java-client-" + System.getProperty("tiergate.version")
                                + ".jar",
                        stack.agent(2).grpc(),
                        "How do I reset the printer on the second floor?"));
    }

    @Test
    void everyServer_saysThatItServes(LiveStack stack) {
        for (ManagedChannel server : servers(stack)) {
            ServingStatus status = HealthGrpc.newBlockingStub(server)
                    .withDeadlineAfter(30, TimeUnit.SECONDS)
                    .check(HealthCheckRequest.getDefaultInstance())
                    .getStatus();
            assertThat(status).isEqualTo(ServingStatus.SERVING);
        }
    }

    @Test
    void everyServer_describesItsServices(LiveStack stack) {
        List<String> common = List.of("grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection");
        assertThat(services(stack.channel(stack.controlPlane().address())))
                .containsAll(common)
                .contains("tiergate.v1.PolicyAdmin", "tiergate.v1.FleetAdmin", "tiergate.v1.PolicyDistribution");
        assertThat(services(stack.channel(stack.agent(1).grpc())))
                .containsAll(common)
                .contains("tiergate.v1.Gateway", "tiergate.v1.Records");
        ServerReflectionRequest file = ServerReflectionRequest.newBuilder()
                .setFileContainingSymbol("tiergate.v1.Gateway")
                .build();
        assertThat(reflect(stack.channel(stack.agent(1).grpc()), file)
                        .getFileDescriptorResponse()
                        .getFileDescriptorProtoList())
                .isNotEmpty();
    }

    private static List<ManagedChannel> servers(LiveStack stack) {
        return List.of(
                stack.channel(stack.controlPlane().address()),
                stack.channel(stack.agent(1).grpc()),
                stack.channel(stack.agent(2).grpc()));
    }

    private static List<String> services(ManagedChannel server) {
        return reflect(
                        server,
                        ServerReflectionRequest.newBuilder().setListServices("").build())
                .getListServicesResponse()
                .getServiceList()
                .stream()
                .map(ServiceResponse::getName)
                .toList();
    }

    private static ServerReflectionResponse reflect(ManagedChannel server, ServerReflectionRequest question) {
        CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
        StreamObserver<ServerReflectionRequest> questions = ServerReflectionGrpc.newStub(server)
                .withDeadlineAfter(30, TimeUnit.SECONDS)
                .serverReflectionInfo(new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse response) {
                        answer.complete(response);
                    }

                    @Override
                    public void onError(Throwable problem) {
                        answer.completeExceptionally(problem);
                    }

                    @Override
                    public void onCompleted() {}
                });
        questions.onNext(question);
        ServerReflectionResponse response = answer.join();
        questions.onCompleted();
        return response;
    }
}
