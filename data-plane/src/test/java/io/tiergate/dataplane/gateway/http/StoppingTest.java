package io.tiergate.dataplane.gateway.http;

import static io.tiergate.dataplane.Upstream.after;
import static io.tiergate.dataplane.Upstream.says;
import static io.tiergate.dataplane.gateway.http.HttpGatewayTest.ask;
import static io.tiergate.dataplane.gateway.http.HttpGatewayTest.stream;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.LocalAgent;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway that is told to stop. */
@Timeout(180)
class StoppingTest {
    private static final long LONG_MILLIS = 120_000;
    private static final long SHORT_MILLIS = 50;

    private final LocalAgent agent = LocalAgent.running();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);

    @AfterEach
    void close() throws IOException {
        agent.close();
    }

    private void answerAtTheGate() {
        agent.upstream().model("small", (request, wire) -> {
            asked.countDown();
            after(gate, says("At last")).answer(request, wire);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void requestThatIsBeingAnswered_getsItsAnswer_andNoOtherIsTaken(boolean streamed) throws Exception {
        answerAtTheGate();
        try (RawHttp client = RawHttp.open(agent.httpPort());
                RawHttp idle = RawHttp.open(agent.httpPort())) {
            client.send(RawHttp.completion(LocalAgent.ACME, streamed ? stream("support") : ask("support")));
            assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();

            Thread stopping = Thread.ofVirtual().start(() -> agent.stopHttp(LONG_MILLIS));

            assertThat(idle.isClosedByAgent()).isTrue();
            gate.countDown();
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 200 ").contains(streamed ? "data: [DONE]" : "At last");
            stopping.join();
        }
        agent.record();
    }

    @Test
    void requestThatTakesTooLong_isCutOff() throws Exception {
        CountDownLatch hungUp = new CountDownLatch(1);
        agent.upstream().model("small", (request, wire) -> {
            asked.countDown();
            wire.awaitClosed(hungUp);
        });
        try (RawHttp client = RawHttp.open(agent.httpPort())) {
            client.send(RawHttp.completion(LocalAgent.ACME, ask("support")));
            assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();

            agent.stopHttp(SHORT_MILLIS);

            assertThat(client.isClosedByAgent()).isTrue();
        }
        assertThat(hungUp.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(LocalAgent.json(agent.record())).contains("\"why\":\"cancelled\"");
    }
}
