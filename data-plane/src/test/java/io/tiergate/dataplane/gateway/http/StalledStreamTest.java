package io.tiergate.dataplane.gateway.http;

import static io.tiergate.dataplane.Upstream.says;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiergate.dataplane.Certificates;
import io.tiergate.dataplane.LocalAgent;
import io.tiergate.dataplane.RawHttp2;
import io.tiergate.transport.TlsSettings;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Callers over HTTP/2 that take little of the answer and no more; other requests of their connection go on. */
@Timeout(180)
class StalledStreamTest {
    @TempDir
    Path folder;

    private LocalAgent agent;
    private RawHttp2 client;

    @BeforeEach
    void connect() throws Exception {
        Certificates.Identity server =
                new Certificates(folder).make("server", "CN=agent", "dns:localhost,ip:127.0.0.1");
        agent = LocalAgent.running(new TlsSettings(server.chain(), server.key(), null), Duration.ofMillis(300));
        client = RawHttp2.over(connection(server.chain()));
        agent.upstream().model("small", says("some word ".repeat(40_000))).model("frontier", says("Hello"));
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        agent.close();
    }

    @Test
    void streamThatIsNotTaken_isCutOff() throws IOException {
        assertThat(post(HttpGatewayTest.stream("support"))).isEqualTo(new RawHttp2.End(true, 65_535));

        assertThat(LocalAgent.json(agent.record())).contains("the caller took nothing of its answer for too long");
        assertNextIsServed();
    }

    @Test
    void wholeAnswerThatIsNotTaken_isCutOff() throws IOException {
        assertThat(post(HttpGatewayTest.ask("support"))).isEqualTo(new RawHttp2.End(true, 65_535));

        agent.record();
        assertNextIsServed();
    }

    private void assertNextIsServed() throws IOException {
        RawHttp2.End next = post(HttpGatewayTest.ask("p/frontier"));
        assertThat(next.reset()).isFalse();
        assertThat(next.bytes()).isPositive();
        agent.record();
    }

    private RawHttp2.End post(String body) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(":method", "POST");
        headers.put(":scheme", "https");
        headers.put(":path", "/v1/chat/completions");
        headers.put(":authority", "agent");
        headers.put("authorization", "Bearer " + LocalAgent.ACME);
        return client.post(headers, body.getBytes(StandardCharsets.UTF_8));
    }

    private SSLSocket connection(Path chain) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream in = new FileInputStream(chain.toFile())) {
            trusted.setCertificateEntry(
                    "agent", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), agent.httpPort());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        return socket;
    }
}
