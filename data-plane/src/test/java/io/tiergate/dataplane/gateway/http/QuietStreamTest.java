package io.tiergate.dataplane.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.Await;
import io.tiergate.dataplane.Certificates;
import io.tiergate.dataplane.LocalAgent;
import io.tiergate.transport.TlsSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests that share one connection, over HTTP/2. */
@Timeout(180)
class QuietStreamTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        of(vertx.close());
    }

    @Test
    void bodyThatStopsComing_isCutOff_andTheOthersOfItsConnectionGoOn(@TempDir Path folder) throws Exception {
        Certificates.Identity server =
                new Certificates(folder).make("server", "CN=agent", "dns:localhost,ip:127.0.0.1");
        AtomicInteger connections = new AtomicInteger();
        HttpClient client = vertx.httpClientBuilder()
                .with(new HttpClientOptions()
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setProtocolVersion(HttpVersion.HTTP_2)
                        .setTrustOptions(
                                new PemTrustOptions().addCertPath(server.chain().toString())))
                .withConnectHandler(connection -> connections.incrementAndGet())
                .build();
        try (LocalAgent agent =
                LocalAgent.running(new TlsSettings(server.chain(), server.key(), null), Duration.ofMillis(300))) {
            HttpClientRequest quiet = of(request(client, agent, HttpMethod.POST, "/v1/chat/completions"));
            CompletableFuture<Throwable> cut = new CompletableFuture<>();
            quiet.response().onFailure(cut::complete);
            of(quiet.setChunked(true)
                    .putHeader("authorization", "Bearer " + LocalAgent.ACME)
                    .write("{\"messages\": [" + " ".repeat(20_000)));

            Await.until("the quiet one is cut off", () -> isHealthy(client, agent) && cut.isDone());

            assertThat(isHealthy(client, agent)).isTrue();
            assertThat(connections).hasValue(1);
            Await.until("its room is given back", () -> agent.roomLeft() == LocalAgent.ROOM_BYTES);
            agent.awaitRecords(1);
            assertThat(LocalAgent.json(agent.record())).contains("before its request had come whole");
            of(client.close());
        }
    }

    private static boolean isHealthy(HttpClient client, LocalAgent agent) {
        try {
            return of(request(client, agent, HttpMethod.GET, "/healthz")
                            .compose(HttpClientRequest::send)
                            .map(response -> response.statusCode()))
                    == 200;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Future<HttpClientRequest> request(
            HttpClient client, LocalAgent agent, HttpMethod method, String path) {
        return client.request(method, agent.httpPort(), "127.0.0.1", path);
    }

    private static <T> T of(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
