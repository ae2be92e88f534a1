package io.tiergate.dataplane.gateway.grpc;

import static io.tiergate.dataplane.Upstream.says;
import static io.tiergate.dataplane.Upstream.streamsUntilHungUpOn;
import static io.tiergate.dataplane.gateway.grpc.Requests.ask;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.Await;
import io.tiergate.dataplane.LocalAgent;
import io.tiergate.dataplane.RawHttp2;
import io.tiergate.v1.CompleteRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callers over gRPC that take little of the answer and no more; other calls of their connection go on. */
@Timeout(180)
class StalledCallerTest {
    private final LocalAgent agent = LocalAgent.running(Duration.ofMillis(300));
    private RawHttp2 client;

    @BeforeEach
    void connect() throws IOException {
        client = RawHttp2.over(new Socket(InetAddress.getLoopbackAddress(), agent.grpcPort()));
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        agent.close();
    }

    @Test
    void streamThatIsNotTaken_ends_givesItsPlaceBack_andIsHungUpOn() throws Exception {
        CountDownLatch hungUp = new CountDownLatch(1);
        agent.upstream().model("small", streamsUntilHungUpOn("x".repeat(16 * 1024), hungUp));

        assertThat(call("CompleteStream", LocalAgent.SINGLE)).isEqualTo(new RawHttp2.End(true, 65_535));

        assertThat(hungUp.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(LocalAgent.json(agent.record()))
                .contains("\"why\":\"cancelled\"")
                .contains("the caller took nothing of its answer for too long");
        Await.until("the call is over", () -> agent.answeredCalls() == 0);
        assertNextIsServed(LocalAgent.SINGLE);
    }

    @Test
    void wholeAnswerThatIsNotTaken_isHungUpOn() throws Exception {
        agent.upstream().model("small", says("x".repeat(100_000)));

        assertThat(call("Complete", LocalAgent.ACME)).isEqualTo(new RawHttp2.End(true, 65_535));

        Await.until("the call is over", () -> agent.answeredCalls() == 0);
        agent.record();
        assertNextIsServed(LocalAgent.ACME);
    }

    private void assertNextIsServed(String key) throws IOException {
        agent.upstream().model("small", says("Hello"));
        RawHttp2.End next = call("Complete", key, "And now?");
        assertThat(next.reset()).isFalse();
        assertThat(next.bytes()).isPositive();
        agent.record();
    }

    private RawHttp2.End call(String method, String key) throws IOException {
        return call(method, key, "Hi");
    }

    private RawHttp2.End call(String method, String key, String text) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(":method", "POST");
        headers.put(":scheme", "http");
        headers.put(":path", "/tiergate.v1.Gateway/" + method);
        headers.put(":authority", "agent");
        headers.put("content-type", "application/grpc");
        headers.put("te", "trailers");
        headers.put("authorization", "Bearer " + key);
        CompleteRequest request = ask("support", text).build();
        return client.post(
                headers,
                ByteBuffer.allocate(5 + request.getSerializedSize())
                        .put((byte) 0)
                        .putInt(request.getSerializedSize())
                        .put(request.toByteArray())
                        .array());
    }
}
