package io.tiergate.dataplane.gateway.grpc;

import static io.tiergate.dataplane.Upstream.says;
import static io.tiergate.dataplane.gateway.grpc.Requests.ask;
import static io.tiergate.dataplane.gateway.grpc.Requests.stub;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.Await;
import io.tiergate.dataplane.LocalAgent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages over gRPC that do not come whole. */
@Timeout(180)
class SlowMessageTest {
    private static final String DEADLINE_EXCEEDED = "4";

    private final LocalAgent agent = LocalAgent.running(Duration.ofMillis(300));
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = vertx.createHttpClient(
            new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));

    @AfterEach
    void close() throws Exception {
        agent.close();
        of(vertx.close());
    }

    @Test
    void messageThatStopsComing_isRefused_andGivesItsRoomBack() throws Exception {
        agent.upstream().model("small", says("Hello"));
        HttpClientRequest call =
                of(client.request(HttpMethod.POST, agent.grpcPort(), "127.0.0.1", "/tiergate.v1.Gateway/Complete"));
        call.setChunked(true)
                .putHeader("content-type", "application/grpc")
                .putHeader("te", "trailers")
                .putHeader("authorization", "Bearer " + LocalAgent.ACME);
        Buffer beginning =
                Buffer.buffer().appendByte((byte) 0).appendInt(1 << 20).appendBytes(new byte[100_000]);

        of(call.write(beginning));
        HttpClientResponse reply = of(call.response());
        Await.until("its room is given back", () -> agent.roomLeft() == LocalAgent.ROOM_BYTES);

        assertThat(reply.getHeader("grpc-status")).isEqualTo(DEADLINE_EXCEEDED);
        assertThat(reply.getHeader("grpc-message")).contains("stopped coming");
        assertThat(reply.getHeader("x-tiergate-decision-id")).isNotEmpty();
        assertThat(stub(agent).complete(ask("support", "Hi").build()).getModel())
                .isEqualTo("small");
        agent.records(2);
    }

    private static <T> T of(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
