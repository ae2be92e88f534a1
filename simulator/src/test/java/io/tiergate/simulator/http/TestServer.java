package io.tiergate.simulator.http;

import io.tiergate.simulator.answer.Answers;
import io.tiergate.simulator.answer.Composer;
import io.tiergate.simulator.answer.Library;
import io.tiergate.simulator.answer.Models;
import io.tiergate.simulator.answer.Quotes;
import io.tiergate.simulator.bill.Bill;
import io.tiergate.simulator.bill.BilledCall;
import io.tiergate.simulator.bill.PriceFile;
import io.tiergate.simulator.fault.Faults;
import io.tiergate.simulator.recorded.SetReader;
import io.tiergate.simulator.recorded.Tokens;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A real server on loopback over the small set in the test resources, and a client for it. Registered with a class of tests, it serves all of them, each
 * with an empty bill.
 */
final class TestServer implements AutoCloseable, BeforeEachCallback, AfterAllCallback {
    static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    static final JsonMapper JSON = JsonMapper.shared();
    static final String ANSWER = "The capital of France is Paris, and has been so for long.";
    static final String OPENAI_PROMPT = """
            {"model":"gpt-4o-mini-2024-07-18","messages":[{"role":"system","content":"Be brief."},\
            {"role":"user","content":"Capital of France?"}]%s}""";
    static final String ANTHROPIC_PROMPT = """
            {"model":"claude-sonnet","max_tokens":1000,"system":"Be brief.","messages":\
            [{"role":"user","content":[{"type":"text","text":"Capital of France?"}]}]%s}""";

    private final ProviderServer server;
    private final Bill bill = new Bill(1_000);
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private TestServer(boolean echo, ThinkTime thinkTime, @Nullable String adminToken) {
        try {
            Library library = new Library(SetReader.read(resource("set.jsonl")).prompts());
            Models models = new Models(PriceFile.read(resource("prices.yaml")), library.modelIds());
            Composer composer = new Composer(new Tokens());
            Provider provider = new Provider(
                    models,
                    new Answers(library, echo),
                    composer,
                    new Faults(),
                    bill,
                    new Quotes(library, models, composer),
                    thinkTime,
                    InstantSource.fixed(NOW));
            server = ProviderServer.start(provider, "127.0.0.1", 0, 2, adminToken);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    static TestServer start() {
        return new TestServer(false, ThinkTime.NONE, null);
    }

    static TestServer withEcho() {
        return new TestServer(true, ThinkTime.NONE, null);
    }

    static TestServer thinking(ThinkTime thinkTime) {
        return new TestServer(false, thinkTime, null);
    }

    static TestServer withToken(String token) {
        return new TestServer(false, ThinkTime.NONE, token);
    }

    private static Path resource(String name) throws IOException {
        Path file = Files.createTempFile("simulator", name);
        file.toFile().deleteOnExit();
        try (InputStream in = TestServer.class.getResourceAsStream("/" + name)) {
            if (in == null) {
                throw new IOException("no resource " + name);
            }
            return Files.write(file, in.readAllBytes());
        }
    }

    Bill bill() {
        return bill;
    }

    int port() {
        return server.port();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.url() + path)).timeout(Duration.ofSeconds(20));
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new BrokenException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Posts over a bare socket and returns all that comes until the server closes it. */
    String sendRaw(String path, String body, String fault) throws IOException {
        String head = "POST " + path + " HTTP/1.1\r\nhost: x\r\nx-simulator-fault: " + fault + "\r\ncontent-length: "
                + body.length() + "\r\n\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write((head + body).getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    HttpResponse<InputStream> open(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    }

    HttpRequest.Builder chatRequest(String extra) {
        return post("/v1/chat/completions", OPENAI_PROMPT.formatted(extra));
    }

    HttpRequest.Builder messagesRequest(String extra) {
        return post("/v1/messages", ANTHROPIC_PROMPT.formatted(extra));
    }

    HttpRequest.Builder post(String path, String body) {
        return request(path).header("content-type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body));
    }

    HttpResponse<String> chat(String extra) {
        return send(chatRequest(extra).build());
    }

    HttpResponse<String> chat(String extra, String fault) {
        return send(chatRequest(extra).header("x-simulator-fault", fault).build());
    }

    HttpResponse<String> messages(String extra) {
        return send(messagesRequest(extra).build());
    }

    HttpResponse<String> messages(String extra, String fault) {
        return send(messagesRequest(extra).header("x-simulator-fault", fault).build());
    }

    JsonNode get(String path) {
        return json(send(request(path).build()));
    }

    static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    /** The data of the events of a stream. */
    static List<String> events(String body) {
        List<String> events = new ArrayList<>();
        for (String line : body.split("\n", -1)) {
            if (line.startsWith("data: ")) {
                events.add(line.substring("data: ".length()));
            }
        }
        return events;
    }

    BilledCall lastCall() {
        return bill.calls().getLast();
    }

    /** Waits until the bill lists such a call: what follows a caller's leaving has no reply to wait for. */
    BilledCall awaitCall(Predicate<BilledCall> wanted) {
        Instant deadline = Instant.now().plusSeconds(20);
        while (Instant.now().isBefore(deadline)) {
            for (BilledCall call : bill.calls()) {
                if (wanted.test(call)) {
                    return call;
                }
            }
            get("/admin/health");
        }
        throw new AssertionError("no such call within 20 s: " + bill.calls());
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        bill.reset();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }

    /** The connection broke before the reply was whole. */
    static final class BrokenException extends RuntimeException {
        private static final long serialVersionUID = 1;

        BrokenException(IOException cause) {
            super(cause);
        }
    }
}
