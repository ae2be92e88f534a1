package io.tiergate.dataplane;

import static io.tiergate.dataplane.Upstream.says;
import static io.tiergate.dataplane.Upstream.streamsThenBreaks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.tiergate.dataplane.Certificates.Identity;
import io.tiergate.transport.GrpcChannels;
import io.tiergate.transport.TlsSettings;
import io.tiergate.v1.CompleteRequest;
import io.tiergate.v1.Completion;
import io.tiergate.v1.ContentPart;
import io.tiergate.v1.GatewayGrpc;
import io.tiergate.v1.Message;
import io.tiergate.v1.Role;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who callers are over real TLS: a client certificate and an API key of one tenant are one and the same to the rest of the agent. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MutualTlsTest {
    private static final CompleteRequest HELLO = CompleteRequest.newBuilder()
            .setModel("support")
            .addMessages(Message.newBuilder()
                    .setRole(Role.ROLE_USER)
                    .addContent(ContentPart.newBuilder().setText("Hi")))
            .build();
    private static final String HELLO_JSON =
            "{\"model\":\"support\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

    private final Vertx vertx = Vertx.vertx();
    private @Nullable Identity server;
    private @Nullable Identity acme;
    private @Nullable Identity stranger;
    private @Nullable LocalAgent running;

    @BeforeAll
    void makeCertificates(@TempDir Path folder) {
        Certificates certificates = new Certificates(folder);
        server = certificates.make("server", "CN=agent", "dns:localhost,ip:127.0.0.1");
        acme = certificates.make("acme", "CN=ignored", "uri:spiffe://test/acme,dns:other.example");
        stranger = certificates.make("stranger", "CN=spiffe://test/acme", "dns:stranger.example");
    }

    @BeforeEach
    void start() {
        running = LocalAgent.running(server().trusting(Objects.requireNonNull(acme)));
        agent().upstream().model("small", says("Hello"));
    }

    @AfterEach
    void stop() throws IOException {
        agent().close();
    }

    @AfterAll
    void closeVertx() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void certificateAndKey_areOneTenant_overGrpc() throws IOException {
        Completion byCertificate = complete(Objects.requireNonNull(acme).trusting(server()), null);
        Completion byKey = complete(authority(), LocalAgent.ACME);

        assertThat(byCertificate.getRouting().getCostMicros()).isEqualTo(20);
        assertThat(byKey.getRouting().getCostMicros())
                .as("a hit: same tenant, same partition")
                .isZero();
        var records = agent().records(2);
        assertThat(records.getFirst().header().caller()).isEqualTo("spiffe://test/acme");
        assertThat(records.getLast().header().caller()).isEqualTo("acme");
        assertThat(records)
                .extracting(record -> Objects.requireNonNull(record.decision())
                        .inputs()
                        .features()
                        .caller()
                        .tenant())
                .containsExactly("acme", "acme");
    }

    @Test
    void certificate_isATenantOverHttp() throws Exception {
        assertThat(status(Objects.requireNonNull(acme), null)).isEqualTo(200);
        assertThat(status(null, LocalAgent.UMBRELLA)).isEqualTo(200);
        assertThat(status(null, null)).isEqualTo(401);

        assertThat(agent().records(3))
                .extracting(record -> record.header().caller())
                .isEqualTo(List.of("spiffe://test/acme", "umbrella", ""));
    }

    @Test
    void keyIsWhatCounts_whereBothAreShown() throws IOException {
        TlsSettings both = Objects.requireNonNull(acme).trusting(server());

        complete(both, LocalAgent.UMBRELLA);
        StatusRuntimeException wrong =
                catchThrowableOfType(StatusRuntimeException.class, () -> complete(both, "tg_acme_d3Jvbmc"));

        assertThat(wrong.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(agent().records(2).getFirst().header().caller()).isEqualTo("umbrella");
    }

    @Test
    void certificateOfAnotherAuthority_doesNotConnect_whateverItsName() {
        TlsSettings foreign = Objects.requireNonNull(stranger).trusting(server());

        StatusRuntimeException failure =
                catchThrowableOfType(StatusRuntimeException.class, () -> complete(foreign, null));

        assertThat(failure.getStatus().getCode()).isIn(Status.Code.UNAVAILABLE, Status.Code.UNAUTHENTICATED);
        assertThat(agent().upstream().called()).isEmpty();
    }

    @Test
    void callerWithNeither_isUnauthenticated() {
        StatusRuntimeException failure =
                catchThrowableOfType(StatusRuntimeException.class, () -> complete(authority(), null));

        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(failure.getStatus().getDescription()).contains("present a client certificate");
        agent().record();
    }

    @Test
    void http2_isNegotiated_andServesAsWell() throws Exception {
        agent().upstream().model("small", says("One two"), streamsThenBreaks("Once upon"));
        HttpClientOptions http2 = trusting(null).setUseAlpn(true).setProtocolVersion(HttpVersion.HTTP_2);
        String streamed = HELLO_JSON.replace("{\"model\"", "{\"stream\":true,\"model\"");

        assertThat(this.<HttpVersion>ask(
                        http2,
                        LocalAgent.ACME,
                        streamed,
                        response -> response.body().map(body -> response.version())))
                .isEqualTo(HttpVersion.HTTP_2);
        assertThatThrownBy(() -> ask(http2, LocalAgent.ACME, streamed.replace("Hi", "Tell"), HttpClientResponse::body))
                .as("a stream that breaks is no end")
                .isInstanceOf(ExecutionException.class);
        agent().records(2);
    }

    private Completion complete(TlsSettings tls, @Nullable String key) throws IOException {
        ManagedChannel channel = GrpcChannels.open("127.0.0.1:" + agent().grpcPort(), tls, 1 << 20);
        try {
            GatewayGrpc.GatewayBlockingStub stub =
                    GatewayGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
            return (key == null ? stub : stub.withCallCredentials(GrpcChannels.bearer(key))).complete(HELLO);
        } finally {
            channel.shutdownNow();
        }
    }

    private int status(@Nullable Identity identity, @Nullable String key) throws Exception {
        return ask(
                trusting(identity), key, HELLO_JSON, response -> response.body().map(body -> response.statusCode()));
    }

    private HttpClientOptions trusting(@Nullable Identity identity) {
        HttpClientOptions options = new HttpClientOptions()
                .setSsl(true)
                .setVerifyHost(true)
                .setTrustOptions(
                        new PemTrustOptions().addCertPath(server().chain().toString()));
        if (identity != null) {
            options.setKeyCertOptions(new PemKeyCertOptions()
                    .setCertPath(identity.chain().toString())
                    .setKeyPath(identity.key().toString()));
        }
        return options;
    }

    private <T> T ask(
            HttpClientOptions options, @Nullable String key, String body, Function<HttpClientResponse, Future<T>> read)
            throws Exception {
        var client = vertx.createHttpClient(options);
        return client.request(HttpMethod.POST, agent().httpPort(), "127.0.0.1", "/v1/chat/completions")
                .compose(request -> {
                    if (key != null) {
                        request.putHeader("authorization", "Bearer " + key);
                    }
                    return request.send(body);
                })
                .compose(read)
                .eventually(client::close)
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
    }

    private TlsSettings authority() {
        return new TlsSettings(null, null, server().chain());
    }

    private Identity server() {
        return Objects.requireNonNull(server);
    }

    private LocalAgent agent() {
        return Objects.requireNonNull(running);
    }
}
