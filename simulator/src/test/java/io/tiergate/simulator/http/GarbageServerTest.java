package io.tiergate.simulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GarbageServerTest {
    @RegisterExtension
    static final TestServer server = TestServer.start();

    private static HttpResponse<String> post(String path, byte[] body) {
        return server.send(server.request(path)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/completions", "/v1/messages"})
    void randomBytes_are400(String path) {
        Random random = new Random(11);
        for (int i = 0; i < 300; i++) {
            byte[] body = new byte[random.nextInt(200)];
            random.nextBytes(body);

            assertThat(post(path, body).statusCode()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/completions", "/v1/messages"})
    void mutatedRequests_getAnAnswerOrAnErrorButNever500(String path) {
        String good = (path.endsWith("messages") ? TestServer.ANTHROPIC_PROMPT : TestServer.OPENAI_PROMPT)
                .formatted(",\"stream\":false,\"stop\":null,\"n\":1");
        Random random = new Random(12);
        for (int i = 0; i < 500; i++) {
            StringBuilder body = new StringBuilder(good);
            for (int j = 0; j <= random.nextInt(4); j++) {
                int at = random.nextInt(body.length());
                switch (random.nextInt(3)) {
                    case 0 -> body.setCharAt(at, (char) random.nextInt(0x250));
                    case 1 -> body.deleteCharAt(at);
                    default -> body.insert(at, good.charAt(random.nextInt(good.length())));
                }
            }

            int status = server.send(server.post(path, body.toString()).build()).statusCode();

            assertThat(status).as(body.toString()).isIn(200, 400, 404);
        }
    }

    @Test
    void deepNesting_is400() {
        String body = "{\"model\":" + "[".repeat(100_000);

        assertThat(server.send(server.post("/v1/chat/completions", body).build())
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void loneSurrogatesAndControlCharacters_areAnswered() {
        String body = "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"\\ud800 \\u0000\"}]}";

        assertThat(server.send(server.post("/v1/chat/completions", body).build())
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void brokenHttp_doesNotKillTheServer() throws Exception {
        for (String garbage : new String[] {
            "\0\0\0\r\n\r\n", "POST /v1/messages HTTP/1.1\r\ncontent-length: -5\r\n\r\n", "GET  \r\n\r\n", "POST /v1"
        }) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
                    OutputStream out = socket.getOutputStream()) {
                out.write(garbage.getBytes(StandardCharsets.UTF_8));
            }
        }

        assertThat(server.chat("").statusCode()).isEqualTo(200);
    }
}
