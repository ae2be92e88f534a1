package io.tiergate.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.tiergate.transport.GrpcChannels;
import io.tiergate.transport.TlsSettings;
import io.tiergate.v1.Completion;
import io.tiergate.v1.GatewayGrpc;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** TLS everywhere: the agent shows the control plane its certificate, callers show the agent a key or theirs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class TlsIT {
    private static final String ACCESS = """
            tenants:
              shop: { default_policy: plain }
            certificates:
              - { name: agent-1.example.org, roles: [agent] }
              - { name: checkout.example.org, tenant: shop }
            """;
    private static final String QUESTION = "Is this private?";

    private Certificates certificates;
    private SmallFleet fleet;
    private SmallFleet.Started agent;
    private String key;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        certificates = new Certificates(Files.createDirectories(directory.resolve("certificates")));
        TlsSettings controlPlane = certificates.issue("control-plane.example.org");
        fleet = new SmallFleet(directory, "--ca", certificates.authority().toString());
        var _ = fleet.startControlPlane(flags(controlPlane, "--grpc-bind=0.0.0.0:0"));
        key = fleet.publish(ACCESS);
        agent = fleet.startAgent(
                flags(certificates.issue("agent-1.example.org"), "--http-bind=0.0.0.0:0", "--grpc-bind=0.0.0.0:0"));
        SmallFleet.awaitHealth(agent, true);
    }

    @AfterAll
    void stop() {
        if (fleet != null) {
            fleet.close();
        }
    }

    private static String[] flags(TlsSettings tls, String... more) {
        String[] flags = {
            "--tls-certificate=" + tls.certificateChain(),
            "--tls-key=" + tls.privateKey(),
            "--tls-authority=" + tls.trustedCertificates()
        };
        String[] all = java.util.Arrays.copyOf(flags, flags.length + more.length);
        System.arraycopy(more, 0, all, flags.length, more.length);
        return all;
    }

    @Test
    void callerWithAKey_isServedOverHttps() throws IOException {
        OpenAiApi.Reply reply = https(key).ask("auto", QUESTION);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.text()).isNotEmpty();
    }

    @Test
    void callerWithoutKeyOrCertificate_isRefused() throws IOException {
        assertThat(https("").ask("auto", QUESTION).status()).isEqualTo(401);
    }

    @Test
    void plainText_getsNowhere() {
        OpenAiApi plain = new OpenAiApi("http://" + agent.address("http"), key);
        assertThatThrownBy(() -> plain.ask("auto", QUESTION)).isInstanceOf(IOException.class);
    }

    @Test
    void callerWithACertificate_isServedOverGrpc() throws IOException {
        Completion answer = ask(certificates.issue("checkout.example.org"));
        assertThat(answer.getRouting().getDecisionId()).startsWith("agent-1.");
        assertThat(answer.getRouting().getPolicy()).isEqualTo("plain");
    }

    @Test
    void certificateThatNobodyKnows_isRefusedByName() {
        assertThatThrownBy(() -> ask(certificates.issue("stranger.example.org")))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageStartingWith("UNAUTHENTICATED");
    }

    @Test
    void certificateOfAnotherAuthority_isNoCertificate(@TempDir Path other) {
        TlsSettings stranger = new Certificates(other).issue("checkout.example.org");
        TlsSettings trusting =
                new TlsSettings(stranger.certificateChain(), stranger.privateKey(), certificates.authority());
        assertThatThrownBy(() -> ask(trusting))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageStartingWith("UNAVAILABLE");
    }

    @Test
    void fleet_showsTheAgentConverged() {
        CommandRun shown = fleet.tiergate("fleet");
        assertThat(shown.code()).as(shown.said()).isZero();
        assertThat(shown.out()).contains("agent-1").contains("converged");
    }

    private OpenAiApi https(String presented) {
        HttpClient client =
                HttpClient.newBuilder().sslContext(certificates.trusting()).build();
        return new OpenAiApi("https://" + agent.address("http"), presented, client);
    }

    private Completion ask(TlsSettings tls) throws IOException {
        ManagedChannel channel = GrpcChannels.open(agent.address("grpc"), tls, 1 << 20);
        try {
            return GatewayGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(30, TimeUnit.SECONDS)
                    .complete(Question.of("auto", QUESTION, ""));
        } finally {
            channel.shutdownNow();
        }
    }
}
