package io.tiergate.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import io.tiergate.transport.GrpcChannels;
import io.tiergate.transport.TlsSettings;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The agent as its process starts and stops it. */
@Timeout(120)
class AgentTest {
    private static final String ANY_PORT = "127.0.0.1:0";

    @Test
    void agentThatStops_doesSoAtBothItsDoorsAtOnce(@TempDir Path folder) throws Exception {
        Agent agent = Agent.start(Map.of(
                "tiergate.data-dir",
                folder.toString(),
                "tiergate.http.bind",
                ANY_PORT,
                "tiergate.grpc.bind",
                ANY_PORT,
                "tiergate.management.bind",
                ANY_PORT,
                "tiergate.control-plane.address",
                "127.0.0.1:1"));
        ManagedChannel channel = GrpcChannels.open("127.0.0.1:" + agent.grpcPort(), TlsSettings.NONE, 1 << 20);
        Watch watch = new Watch();
        HealthGrpc.newStub(channel).watch(HealthCheckRequest.getDefaultInstance(), watch);
        assertThat(watch.next()).isEqualTo(ServingStatus.SERVING);
        try (Socket idle = new Socket(InetAddress.getLoopbackAddress(), agent.httpPort())) {
            idle.getOutputStream()
                    .write("GET /healthz HTTP/1.1\r\nhost: agent\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(idle.getInputStream().read()).isEqualTo('H');
            Thread stopping = Thread.ofVirtual().start(agent::close);
            assertThat(watch.next()).isEqualTo(ServingStatus.NOT_SERVING);

            assertThat(idle.getInputStream().readAllBytes())
                    .as("read until the connection was closed")
                    .asString()
                    .startsWith("TTP/1.1 200 ");

            assertThatThrownBy(() -> watch.ended.get(1, TimeUnit.SECONDS))
                    .as("the call over gRPC still has its time")
                    .isInstanceOf(TimeoutException.class);
            channel.shutdownNow();
            stopping.join();
        }
    }

    /** What a client hears of the agent's health. */
    private static final class Watch implements StreamObserver<HealthCheckResponse> {
        private final BlockingQueue<ServingStatus> heard = new LinkedBlockingQueue<>();
        private final CompletableFuture<Void> ended = new CompletableFuture<>();

        private ServingStatus next() throws InterruptedException {
            ServingStatus next = heard.poll(60, TimeUnit.SECONDS);
            return next == null ? ServingStatus.UNRECOGNIZED : next;
        }

        @Override
        public void onNext(HealthCheckResponse health) {
            heard.add(health.getStatus());
        }

        @Override
        public void onError(Throwable broken) {
            ended.complete(null);
        }

        @Override
        public void onCompleted() {
            ended.complete(null);
        }
    }
}
