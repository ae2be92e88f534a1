package io.tiergate.dataplane.gateway.http;

import static io.tiergate.dataplane.Upstream.says;
import static io.tiergate.dataplane.Upstream.streamsUntilHungUpOn;
import static io.tiergate.dataplane.gateway.http.HttpGatewayTest.ask;
import static io.tiergate.dataplane.gateway.http.HttpGatewayTest.stream;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.Await;
import io.tiergate.dataplane.LocalAgent;
import io.tiergate.dataplane.Upstream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callers that ask and take nothing of the answer. */
@Timeout(180)
class StalledCallerTest {
    private final LocalAgent agent = LocalAgent.running(Duration.ofMillis(300));
    private final CountDownLatch hungUp = new CountDownLatch(1);

    @AfterEach
    void close() throws IOException {
        agent.close();
    }

    private static String streaming(String key) {
        return RawHttp.completion(key, stream("support"));
    }

    @Test
    void streamThatIsNotRead_ends_givesItsPlaceBack_andItsConnectionIsClosed() throws Exception {
        agent.upstream().model("small", streamsUntilHungUpOn("x".repeat(16 * 1024), hungUp));
        try (RawHttp stalled = RawHttp.openSmall(agent.httpPort())) {
            stalled.send(streaming(LocalAgent.SINGLE));

            assertThat(hungUp.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(LocalAgent.json(agent.record()))
                    .contains("\"why\":\"cancelled\"")
                    .contains("the caller took nothing of its answer for too long");
            Await.until("its connection is closed, unread as it is", () -> agent.httpConnections() == 0);

            agent.upstream().model("small", says("Hello"));
            try (RawHttp next = RawHttp.open(agent.httpPort())) {
                assertThat(next.send(RawHttp.completion(LocalAgent.SINGLE, ask("support")))
                                .reply()
                                .status())
                        .as("the tenant's only place is free")
                        .isEqualTo(200);
            }
            assertThat(stalled.bytesToTheEnd()).isPositive();
        }
        agent.record();
    }

    @Test
    void streamThatRunsIntoItsDeadlineWhileItIsNotRead_endsItsConnection() throws Exception {
        String large = "{\"content\":\"" + "x".repeat(7 << 20) + "\"}";
        agent.upstream().model("small", (request, wire) -> {
            wire.stream();
            wire.event(Upstream.chunk("small", large, "null"));
            wire.awaitClosed(hungUp);
        });
        try (RawHttp stalled = RawHttp.openSmall(agent.httpPort())) {
            stalled.send(RawHttp.completion(LocalAgent.ACME, stream("support"), "x-tiergate-deadline-ms: 2000"));
            agent.awaitRecords(1);
            assertThat(LocalAgent.json(agent.record())).contains("\"ending\":\"timed_out\"");

            Await.until("its connection is closed, unread as it is", () -> agent.httpConnections() == 0);
        }
    }

    @Test
    void wholeAnswerThatIsNotRead_endsItsConnection() throws Exception {
        agent.upstream().model("small", says("x".repeat(9 << 20)));
        try (RawHttp stalled = RawHttp.openSmall(agent.httpPort())) {
            stalled.send(RawHttp.completion(LocalAgent.ACME, ask("support")));
            agent.awaitRecords(1);

            Await.until("its connection is closed, unread as it is", () -> agent.httpConnections() == 0);
            assertThat(stalled.bytesToTheEnd()).isLessThan(9 << 20);
        }
        agent.record();
        assertThat(agent.roomLeft()).isEqualTo(LocalAgent.ROOM_BYTES);
    }
}
