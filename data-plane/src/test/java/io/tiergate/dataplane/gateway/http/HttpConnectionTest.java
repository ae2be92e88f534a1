package io.tiergate.dataplane.gateway.http;

import static io.tiergate.dataplane.Upstream.says;
import static io.tiergate.dataplane.gateway.http.HttpGatewayTest.ask;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.Await;
import io.tiergate.dataplane.LocalAgent;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections: what is sent in pieces, in a row, cut off, or is no HTTP at all. */
@Timeout(180)
class HttpConnectionTest {
    private final LocalAgent agent = LocalAgent.running();

    @BeforeEach
    void answer() {
        agent.upstream().model("small", says("Hello"));
    }

    @AfterEach
    void close() throws IOException {
        agent.close();
        assertThat(agent.logged().lines().filter(line -> !line.startsWith("Unknown keyword")))
                .as("what callers do wrong is no line in the log")
                .isEmpty();
    }

    private static String request(String text) {
        return RawHttp.completion(LocalAgent.ACME, ask("support").replace("Hello", text));
    }

    @Test
    void requestsInARow_areAnsweredInTheirOrder() throws IOException {
        try (RawHttp client = RawHttp.open(agent.httpPort())) {
            client.send(request("1") + request("2") + RawHttp.completion(LocalAgent.ACME, "{") + request("3"));

            assertThat(client.reply().status()).isEqualTo(200);
            assertThat(client.reply().status()).isEqualTo(200);
            assertThat(client.reply().status()).isEqualTo(400);
            assertThat(client.reply().status()).isEqualTo(200);
        }
        agent.records(4);
    }

    @Test
    void requestInPieces_isPutTogether() throws IOException {
        String whole = request("in pieces");
        try (RawHttp client = RawHttp.open(agent.httpPort())) {
            for (int i = 0; i < whole.length(); i++) {
                client.send(whole.substring(i, i + 1));
            }
            assertThat(client.reply().status()).isEqualTo(200);
        }
        agent.record();
    }

    @Test
    void connection_isUsedAgainAfterARefusal() throws IOException {
        try (RawHttp client = RawHttp.open(agent.httpPort())) {
            for (int i = 0; i < 3; i++) {
                RawHttp.Reply refused = client.send(RawHttp.completion("tg_no_key", ask("support")))
                        .reply();
                assertThat(refused.status()).isEqualTo(401);
            }
            assertThat(client.send(request("now")).reply().status()).isEqualTo(200);
        }
        agent.records(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\0\0\0\0\0\0\r\n\r\n",
                "HELO mail.example\r\n\r\n",
                "\u0016\u0003\u0001\u0002\0\u0001\0\r\n\r\n", // TLS to a plain port
                "POST /v1/chat/completions HTTP/1.1\r\nhost: agent\r\nx-tiergate-session: a\0b\r\ncontent-length: 0\r\n\r\n",
                "POST /v1/chat/completions HTTP/1.1\r\nhost: agent\r\ncontent-length: -5\r\n\r\n",
                "POST /v1/chat/completions HTTP/1.1\r\nhost: agent\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n",
            })
    void whatIsNoHttp_isRefusedAndTheConnectionClosed(String garbage) throws IOException {
        try (RawHttp client = RawHttp.open(agent.httpPort())) {
            RawHttp.Reply reply = client.send(garbage).reply();

            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.body()).contains("\"invalid_request_error\"").contains("HTTP");
            assertThat(client.isClosedByAgent()).isTrue();
        }
        assertThat(agent.post(ask("support")).statusCode()).isEqualTo(200);
        agent.record();
    }

    @Test
    void garbageAfterARequest_doesNotHarmIt() throws IOException {
        try (RawHttp client = RawHttp.open(agent.httpPort())) {
            client.send(request("good") + "\0\1\2 garbage\r\n\r\n");

            assertThat(client.reply().status()).isEqualTo(200);
            assertThat(client.reply().status()).isEqualTo(400);
            assertThat(client.isClosedByAgent()).isTrue();
        }
        agent.record();
    }

    @Test
    void headersOverTheLimit_are431() throws IOException {
        try (RawHttp client = RawHttp.open(agent.httpPort())) {
            RawHttp.Reply reply = client.send(
                            RawHttp.completion(LocalAgent.ACME, "{}", "x-long: " + "x".repeat(20_000)))
                    .reply();

            assertThat(reply.status()).isEqualTo(431);
            assertThat(reply.body()).contains("16384 bytes");
        }
        agent.records(0);
    }

    @Test
    void requestCutOffHalfWay_isRecordedOnce_andHarmsNobody() throws IOException {
        String whole = request("cut off");
        try (RawHttp client = RawHttp.open(agent.httpPort())) {
            client.send(whole.substring(0, whole.length() - 10));
        }
        agent.awaitRecords(1);

        assertThat(agent.post(ask("support")).statusCode()).isEqualTo(200);
        assertThat(LocalAgent.json(agent.records(2).getFirst()))
                .contains("\"error\":\"cancelled\"")
                .contains("before its request had come whole");
    }

    @Test
    void headCutOffHalfWay_isNoRequest() throws IOException {
        try (RawHttp client = RawHttp.open(agent.httpPort())) {
            client.send("POST /v1/chat/comp");
        }
        assertThat(agent.post(ask("support")).statusCode()).isEqualTo(200);
        agent.record();
    }

    @Test
    void clientThatWaitsToBeToldToGoOn_isTold() throws IOException {
        String whole = RawHttp.completion(LocalAgent.ACME, ask("support"), "expect: 100-continue");
        int head = whole.indexOf("\r\n\r\n") + 4;
        try (RawHttp client = RawHttp.open(agent.httpPort())) {
            assertThat(client.send(whole.substring(0, head)).reply().status()).isEqualTo(100);
            assertThat(client.send(whole.substring(head)).reply().status()).isEqualTo(200);
        }
        agent.record();
    }

    @Test
    void bodyThatSaysItIsTooLong_isRefusedBeforeItIsSent() throws IOException {
        try (RawHttp client = RawHttp.open(agent.httpPort())) {
            RawHttp.Reply reply = client.send(
                            "POST /v1/chat/completions HTTP/1.1\r\nhost: agent\r\nexpect: 100-continue\r\ncontent-length: 999999999\r\n\r\n")
                    .reply();

            assertThat(reply.status()).isEqualTo(413);
            assertThat(client.isClosedByAgent()).isTrue();
        }
        agent.record();
    }

    @Test
    void clientThatSendsAllOfAnOversizeBodyFirst_stillReadsWhy() throws IOException {
        String body = ask("support").replace("Hello", "x".repeat(LocalAgent.MAX_BODY_BYTES + (4 << 20)));
        try (RawHttp client = RawHttp.open(agent.httpPort())) {
            RawHttp.Reply reply =
                    client.send(RawHttp.completion(LocalAgent.ACME, body)).reply();

            assertThat(reply.status()).isEqualTo(413);
            assertThat(reply.body()).contains("too_large");
        }
        agent.record();
    }

    @Test
    void largeBodyOfAStranger_isRefusedUnread() throws IOException {
        String request = RawHttp.completion("tg_nobody_c2VjcmV0", ask("support").replace("Hello", "x".repeat(100_000)));
        try (RawHttp client = RawHttp.open(agent.httpPort())) {
            RawHttp.Reply reply = client.send(request.substring(0, 20_000)).reply();

            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.body()).contains("unknown or was revoked");
            assertThat(client.isClosedByAgent()).isTrue();
        }
        agent.record();
    }

    @Test
    void bodiesThatFindNoRoom_areRefused_untilOthersAreOver() throws IOException {
        agent.upstream().model("frontier", says("Long read"));
        String large = RawHttp.completion(LocalAgent.ACME, ask("support").replace("Hello", "x".repeat(9 << 20)));
        try (RawHttp holding = RawHttp.open(agent.httpPort());
                RawHttp late = RawHttp.open(agent.httpPort());
                RawHttp small = RawHttp.open(agent.httpPort())) {
            holding.send(large.substring(0, large.length() - 1));
            Await.until("most of the body has come", () -> agent.roomLeft() <= LocalAgent.ROOM_BYTES - (8 << 20));

            RawHttp.Reply refused = late.send(large).reply();
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.headers()).containsEntry("retry-after", "1");
            assertThat(refused.body()).contains("overloaded", "no room for so large a request");
            assertThat(small.send(RawHttp.completion(LocalAgent.ACME, ask("support")))
                            .reply()
                            .status())
                    .isEqualTo(200);

            holding.send(large.substring(large.length() - 1));
            assertThat(holding.reply().status()).isEqualTo(200);
            try (RawHttp again = RawHttp.open(agent.httpPort())) {
                assertThat(again.send(large).reply().status()).isEqualTo(200);
            }
        }
        agent.records(4);
    }
}
