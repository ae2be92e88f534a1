package io.tiergate.dataplane.gateway.http;

import static io.tiergate.dataplane.Upstream.after;
import static io.tiergate.dataplane.Upstream.says;
import static io.tiergate.dataplane.gateway.http.HttpGatewayTest.ask;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.LocalAgent;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that are kept open for nothing. */
@Timeout(180)
class QuietConnectionTest {
    private static final String REQUEST = RawHttp.completion(LocalAgent.ACME, ask("support"));

    private final LocalAgent agent = LocalAgent.running(Duration.ofMillis(300));

    @BeforeEach
    void answer() {
        agent.upstream().model("small", says("Hello"));
    }

    @AfterEach
    void close() throws IOException {
        agent.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "P", "POST /v1/chat/completions HTTP/1.1\r\nhost: agent\r\nx-tiergate-ta"})
    void connectionWithoutAWholeHead_isClosed(String begun) throws IOException {
        try (RawHttp client = RawHttp.open(agent.httpPort())) {
            assertThat(client.send(begun).isClosedByAgent()).isTrue();
        }
        agent.records(0);
    }

    @Test
    void bodyThatStopsComing_isClosed_andOnRecord() throws IOException {
        try (RawHttp client = RawHttp.open(agent.httpPort())) {
            client.send(REQUEST.substring(0, REQUEST.length() - 10));
            assertThat(client.isClosedByAgent()).isTrue();
        }
        agent.awaitRecords(1);
        assertThat(LocalAgent.json(agent.record())).contains("before its request had come whole");
    }

    @Test
    void bodyThatComesInDrops_isClosed_andOnRecord() throws IOException {
        String body = "{\"model\": \"support\", \"messages\": [" + " ".repeat(100_000);
        try (RawHttp client = RawHttp.open(agent.httpPort())) {
            client.send(RawHttp.completion(LocalAgent.ACME, body).substring(0, 300));
            assertThat(client.isClosedWhileDripping(" ")).isTrue();
        }
        agent.awaitRecords(1);
        assertThat(LocalAgent.json(agent.record())).contains("before its request had come whole");
    }

    @Test
    void bodyThatComesInDropsAfterAFastBeginning_isClosed() throws IOException {
        String body = "{\"model\": \"support\", \"messages\": [" + " ".repeat(100_000);
        try (RawHttp client = RawHttp.open(agent.httpPort())) {
            client.send(RawHttp.completion(LocalAgent.ACME, body).substring(0, 60_000));
            assertThat(client.isClosedWhileDripping(" ")).isTrue();
        }
        agent.awaitRecords(1);
        agent.record();
    }

    @Test
    void connectionQuietAfterItsAnswer_isClosed() throws IOException {
        try (RawHttp client = RawHttp.open(agent.httpPort())) {
            assertThat(client.send(REQUEST).reply().status()).isEqualTo(200);
            assertThat(client.send(REQUEST).reply().status()).isEqualTo(200);
            assertThat(client.isClosedByAgent()).isTrue();
        }
        agent.records(2);
    }

    @Test
    void requestThatTakesLong_isAnswered() throws IOException, InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        agent.upstream().model("small", (request, wire) -> {
            asked.countDown();
            after(gate, says("At last")).answer(request, wire);
        });
        try (RawHttp client = RawHttp.open(agent.httpPort());
                RawHttp quiet = RawHttp.open(agent.httpPort())) {
            client.send(REQUEST);
            assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(quiet.isClosedByAgent()).isTrue();
            try (RawHttp another = RawHttp.open(agent.httpPort())) {
                assertThat(another.isClosedByAgent())
                        .as("patience is over once more")
                        .isTrue();
            }
            gate.countDown();

            assertThat(client.reply().body()).contains("At last");
        }
        agent.record();
    }
}
